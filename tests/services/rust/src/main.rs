//! Answers GET /count/TEXT with the number of its letters.

use tiny_http::{Response, Server};

fn answer(path: &str) -> (u16, String) {
    match path.strip_prefix("/count/") {
        _ if path == "/health" => (200, "ok\n".to_string()),
        Some(text) => (200, format!("{}\n", text.chars().filter(|c| c.is_alphabetic()).count())),
        None => (404, "not found\n".to_string()),
    }
}

fn main() {
    let server = Server::http("0.0.0.0:8080").expect("port 8080");

    for request in server.incoming_requests() {
        let (status, text) = answer(request.url());

        if let Err(error) = request.respond(Response::from_string(text).with_status_code(status)) {
            eprintln!("{error}");
        }
    }
}
