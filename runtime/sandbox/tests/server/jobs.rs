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
