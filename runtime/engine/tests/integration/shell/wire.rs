//! What goes over the wire, and what comes of the answer.

use orchestra_plan::{
    FailureKind, Value,
    binding::{Auth, BasicUser, Body, ListStyle, Place, Response, Transport},
};
use serde_json::json;

use super::{
    bench::{Bench, job},
    plans::*,
    server::{Server, answer, json},
};

fn place(field: &str, name: &str, list: ListStyle) -> Place {
    Place { name: name.into(), list, ..Place::of(field) }
}

#[test]
fn each_parameter_goes_to_its_place() {
    let server = Server::answering(json!({ "data": { "hits": [1] } }));
    let mut binding = binding("a.search", &format!("{}/v1", server.origin));
    binding.path = "/users/{user}/search".into();
    binding.query = vec![
        place("topic", "q", ListStyle::Repeat),
        place("tags", "tag", ListStyle::Repeat),
        place("sites", "site", ListStyle::Comma),
    ];
    binding.headers = vec![place("language", "X-Language", ListStyle::Comma)];
    binding.fixed.query.insert("format".into(), "json".into());
    binding.fixed.headers.insert("X-Fixed".into(), "always".into());
    binding.fixed.body.insert("version".into(), json!(2));
    binding.response = Response::Json { at: "/data/hits".into() };
    let arguments = record(&[
        ("user", text("a/b c")),
        ("topic", text("é & ?")),
        ("tags", list(&["x", "y"])),
        ("sites", list(&["m", "n"])),
        ("language", text("de")),
        ("limit", constant(Value::Int(3))),
    ]);
    let mut plan = single(binding.clone());
    plan.templates.get_mut("t").unwrap().body.nodes =
        vec![call(1, "ask", "a.search").arguments(arguments)];
    plan.effects.origins[0].origin.clone_from(&server.origin);
    let run = Bench::new(&[&server.origin]).run(job("wire", plan));
    assert_eq!(*run.value(), json!([1]));
    let received = server.received();
    let [request] = &received[..] else { panic!("{received:?}") };
    assert_eq!(
        request.line,
        "POST /v1/users/a%2Fb%20c/search?format=json&q=%C3%A9+%26+%3F&tag=x&tag=y&site=m,n \
         HTTP/1.1"
    );
    assert_eq!(request.header("x-language"), Some("de"));
    assert_eq!(request.header("x-fixed"), Some("always"));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("user-agent"), Some("orchestra-test"));
    assert_eq!(request.key().len(), 64);
    assert_eq!(request.json(), json!({ "limit": 3, "version": 2 }));
}

#[test]
fn a_body_is_a_field_or_a_text_or_nothing() {
    let server = Server::start(|_, _| answer("200 OK", &[], "grüß".as_bytes()));
    let bench = Bench::new(&[&server.origin]);
    let cases = [
        (
            Body::Json { field: Some("items".into()), at: String::new() },
            Some("application/json"),
            "[\"x\"]",
        ),
        (Body::Text { field: "note".into() }, Some("text/plain; charset=utf-8"), "grüß\n"),
        (Body::None, None, ""),
    ];
    for (number, (body, kind, sent)) in cases.into_iter().enumerate() {
        let mut binding = binding("a.put", &server.origin);
        (binding.body, binding.response) = (body, Response::Text);
        let mut plan = single(binding);
        let arguments = record(&[("items", list(&["x"])), ("note", text("grüß\n"))]);
        plan.templates.get_mut("t").unwrap().body.nodes =
            vec![call(1, "ask", "a.put").arguments(arguments)];
        let run = bench.run(job(&format!("body-{number}"), plan));
        assert_eq!(*run.value(), json!("grüß"));
        let received = &server.received()[number];
        assert_eq!((received.header("content-type"), received.body.as_str()), (kind, sent));
    }
}

#[test]
fn fields_go_as_a_form_or_in_parts_and_bytes_as_they_are() {
    let server = Server::answering(json!(null));
    let bench = Bench::new(&[&server.origin]);
    let arguments = record(&[
        ("note", text("a & b\n=")),
        ("tags", list(&["x", "y"])),
        ("level", constant(Value::Int(3))),
        ("file", text("aGVsbG8=")),
        ("none", constant(Value::Null)),
    ]);
    let send = |number: usize, body: Body| {
        let mut bound = binding("a.put", &server.origin);
        bound.body = body;
        let mut plan = single(bound);
        plan.templates.get_mut("t").unwrap().body.nodes =
            vec![call(1, "ask", "a.put").arguments(arguments.clone())];
        let run = bench.run(job(&format!("upload-{number}"), plan));
        run.value();
        let request = server.received()[number].clone();
        (request.header("content-type").unwrap().to_owned(), request.body)
    };
    let (kind, body) = send(0, Body::Form { field: None, places: vec![] });
    assert_eq!(kind, "application/x-www-form-urlencoded");
    assert_eq!(body, "note=a+%26+b%0A%3D&tags=x&tags=y&level=3&file=aGVsbG8%3D");
    let (kind, body) = send(1, Body::Binary { field: "file".into() });
    assert_eq!((kind.as_str(), body.as_str()), ("application/octet-stream", "hello"));
    let files = || vec!["file".to_owned()];
    let (kind, body) = send(2, Body::Multipart { field: None, files: files() });
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    let part = |name: &str, more: &str, content: &str| {
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n\
             {content}\r\n"
        )
    };
    let file = "; filename=\"file\"\r\nContent-Type: application/octet-stream";
    let parts = [
        part("note", "", "a & b\n="),
        part("tags", "", "x"),
        part("tags", "", "y"),
        part("level", "", "3"),
        part("file", file, "hello"),
        format!("--{boundary}--\r\n"),
    ];
    assert_eq!(body, parts.concat());
    // One field alone, and another boundary for another purchase.
    let (other, body) = send(3, Body::Multipart { field: Some("file".into()), files: files() });
    assert_ne!(kind, other);
    assert!(body.contains("hello") && !body.contains("note"), "{body}");
}

#[test]
fn what_is_no_base64_is_never_uploaded() {
    let server = Server::answering(json!(null));
    let mut bound = binding("a.put", &server.origin);
    bound.body = Body::Binary { field: "file".into() };
    let mut plan = single(bound);
    let arguments = record(&[("file", text("no base64!"))]);
    plan.templates.get_mut("t").unwrap().body.nodes =
        vec![call(1, "ask", "a.put").arguments(arguments)];
    let run = Bench::new(&[&server.origin]).run(job("upload", plan));
    assert_eq!(run.failure().kind, FailureKind::Guard);
    assert!(run.failure().message.contains("`file` isn't base64"), "{:?}", run.failure());
    assert!(server.received().is_empty());
}

#[test]
fn an_answer_of_bytes_is_base64_whatever_it_looks_like() {
    let server = Server::start(|_, number| match number {
        1 => answer("200 OK", &[], b"\x89PNG\xff\x00"),
        _ => answer("200 OK", &[], b"plain"),
    });
    let bench = Bench::new(&[&server.origin]);
    for (name, expected) in [("image", "iVBOR/8A"), ("text", "cGxhaW4=")] {
        let mut bound = binding("a.photo", &server.origin);
        bound.response = Response::Binary;
        let run = bench.run(job(name, single(bound)));
        assert_eq!(*run.value(), json!(expected));
        // From the journal it is the same.
        assert_eq!(*bench.resume(name).value(), json!(expected));
    }
}

#[test]
fn each_kind_of_authentication_stands_where_it_belongs() {
    let server = Server::answering(json!(null));
    let bench = Bench::new(&[&server.origin]);
    bench.secret("A_KEY", Some("k3y &"));
    bench.secret("A_USER", Some("me"));
    let secret = || "A_KEY".to_owned();
    let basic = |user| Auth::Basic { user, secret: secret() };
    let header =
        Auth::Header { name: "X-Key".into(), format: "Key {secret}".into(), secret: secret() };
    let cases = [
        (header, "x-key", "Key k3y &"),
        (Auth::Bearer { secret: secret() }, "authorization", "Bearer k3y &"),
        (basic(BasicUser::Fixed { name: "api".into() }), "authorization", "Basic YXBpOmszeSAm"),
        (
            basic(BasicUser::Variable { variable: "A_USER".into() }),
            "authorization",
            "Basic bWU6azN5ICY=",
        ),
    ];
    for (number, (auth, name, value)) in cases.into_iter().enumerate() {
        let mut binding = binding("a.ask", &server.origin);
        binding.auth = Some(auth);
        bench.run(job(&format!("auth-{number}"), single(binding))).value();
        assert_eq!(server.received()[number].header(name), Some(value));
    }
    let mut binding = binding("a.ask", &server.origin);
    (binding.method, binding.body) = ("GET".into(), Body::None);
    binding.auth = Some(Auth::Query { name: "key".into(), secret: secret() });
    bench.run(job("auth-query", single(binding))).value();
    assert_eq!(server.received()[4].line, "GET /call?key=k3y+%26 HTTP/1.1");
}

#[test]
fn a_chat_completion_is_one_request_without_streaming() {
    let server = Server::answering(json!({
        "choices": [{ "message": { "role": "assistant", "content": "hello" } }],
        "usage": { "prompt_tokens": 3, "completion_tokens": 1 },
    }));
    let mut binding = binding("a.chat", &server.origin);
    binding.transport = Transport::Openai;
    binding.path = "/chat/completions".into();
    binding.fixed.body.insert("model".into(), json!("m-1"));
    binding.response = Response::Json { at: "/choices/0/message/content".into() };
    let mut plan = single(binding);
    let arguments = record(&[("prompt", text("hi")), ("stream", constant(Value::Bool(true)))]);
    plan.templates.get_mut("t").unwrap().body.nodes =
        vec![call(1, "ask", "a.chat").arguments(arguments)];
    let run = Bench::new(&[&server.origin]).run(job("chat", plan));
    assert_eq!(*run.value(), json!("hello"));
    let received = server.received();
    assert_eq!(received[0].target(), "/chat/completions");
    assert_eq!(received[0].json(), json!({ "prompt": "hi", "model": "m-1" }));
}

#[test]
fn an_endpoint_can_be_sent_elsewhere() {
    let server = Server::answering(json!(1));
    let mut bench = Bench::new(&[&server.origin]);
    bench.base_urls.insert("a/rest".into(), format!("{}/a/rest", server.origin));
    let run = bench.run(job("elsewhere", single(binding("a.ask", "https://a.example"))));
    assert_eq!(*run.value(), json!(1));
    assert_eq!(server.received()[0].target(), "/a/rest/call");
}

#[test]
fn a_failed_attempt_is_repeated_with_its_key_and_the_next_provider_has_its_own() {
    let server = Server::start(|request, number| match (request.target(), number) {
        ("/a", _) => answer("503 Service Unavailable", &["Retry-After: 0"], b"busy"),
        ("/b", 3) => Vec::new(),
        _ => json(&json!("b")),
    });
    let at = |operation, path: &str| {
        let mut binding = binding(operation, &server.origin);
        binding.path = path.into();
        binding
    };
    let nodes = vec![call_of(1, "ask", &["a.ask", "b.ask"]).attempts(2)];
    let plan = plan(nodes, slot(1)).with(at("a.ask", "/a")).with(at("b.ask", "/b"));
    let run = Bench::new(&[&server.origin]).run(job("fallback", plan));
    assert_eq!(*run.value(), json!("b"));
    let received = server.received();
    let targets: Vec<_> = received.iter().map(|request| request.target()).collect();
    assert_eq!(targets, ["/a", "/a", "/b", "/b"]);
    let keys: Vec<_> = received.iter().map(|request| request.key()).collect();
    assert_eq!((&keys[0], &keys[2]), (&keys[1], &keys[3]));
    assert_ne!(keys[0], keys[2]);
}

#[test]
fn what_waits_for_nothing_runs_at_the_same_time() {
    // Each request is answered only when all three are there.
    let together = std::sync::Arc::new(std::sync::Barrier::new(3));
    let server = Server::start(move |_, _| {
        together.wait();
        json(&json!(1))
    });
    let nodes = (1..=3).map(|number| call(number, &format!("s{number}"), "a.ask")).collect();
    let plan = plan(nodes, slots(&[1, 2, 3])).with(binding("a.ask", &server.origin));
    let run = Bench::new(&[&server.origin]).run(job("parallel", plan));
    assert_eq!(*run.value(), json!([1, 1, 1]));
}
