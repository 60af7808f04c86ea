//! Operations whose answer only names a job.

use serde_json::json;

use crate::client::{Request, ask};
use crate::weather;

fn keyed(method: &str, target: &str) -> Request {
    Request::new(method, target).header("X-Key", "Key secret")
}

#[tokio::test]
async fn a_job_is_submitted_polled_and_cancelled() {
    let sandbox = weather::sandbox(1, 0.0).await;
    let at = sandbox.address();
    let submit = keyed("POST", "/weather/rest/climate").json(&json!({ "region": "Alps" }));
    let named = ask(at, submit.clone()).await.json();
    let id = named["job"]["id"].as_str().unwrap().to_owned();
    assert_eq!(ask(at, submit).await.json(), named);

    let target = format!("/weather/rest/jobs/{id}");
    let state = ask(at, keyed("GET", &target)).await.json();
    assert_eq!(state, json!({ "output": { "region": "Alps" }, "status": "ready" }));
    assert_eq!(ask(at, Request::new("GET", &target)).await.status, 401);
    assert_eq!(ask(at, keyed("DELETE", &target)).await.status, 200);
    assert_eq!(ask(at, keyed("GET", &target)).await.status, 404);
    assert_eq!(ask(at, keyed("GET", "/weather/rest/jobs/other")).await.status, 404);
}

#[tokio::test]
async fn a_job_may_be_named_in_the_query_and_where_an_operation_is_sent() {
    let sandbox = weather::sandbox(1, 0.0).await;
    let at = sandbox.address();
    let submit = keyed("POST", "/weather/rest/survey").json(&json!({ "region": "Alps" }));
    let named = ask(at, submit).await.json();
    let id = named["id"].as_str().unwrap();

    let get = async |target: &str| ask(at, keyed("GET", &format!("/weather/rest{target}"))).await;
    let state = get(&format!("/state?full=yes&id={id}")).await;
    assert_eq!(state.json(), json!({ "status": "ready" }));
    let result = get(&format!("/result?id={id}")).await;
    assert_eq!(result.json(), json!({ "region": "Alps" }));
    assert_eq!(get("/result").await.status, 404);
    assert_eq!(get("/result?id=other").await.status, 404);
    for operation in ["/state?full=yes&id=other".to_owned(), format!("/state?full=no&id={id}")] {
        assert_eq!(get(&operation).await.json(), json!({ "open": true }), "{operation}");
    }
}

#[tokio::test]
async fn a_result_may_be_a_file() {
    let sandbox = weather::sandbox(1, 0.0).await;
    let at = sandbox.address();
    let submit = keyed("POST", "/weather/rest/poster").json(&json!({ "region": "Alps" }));
    let id = ask(at, submit).await.json()["id"].as_str().unwrap().to_owned();
    let target = format!("/weather/rest/posters/{id}");
    assert_eq!(ask(at, keyed("GET", &target)).await.json(), json!({ "status": "ready" }));
    let file = ask(at, keyed("GET", &format!("{target}/file"))).await;
    assert_eq!(file.header("content-type"), Some("application/octet-stream"));
    assert!(!file.body.is_empty());
}
