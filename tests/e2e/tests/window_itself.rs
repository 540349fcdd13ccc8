//! The window itself: it opens, keeps out what does not belong to it, and lets the page ask for nothing but our
//! commands.

use std::time::Duration;

use serde_json::json;
use sportello_e2e::{Failure, Outcome, Surroundings, Window, story};

const LIMIT: Duration = Duration::from_secs(90);

/// Opens the window on an empty store and tells the story.
async fn in_window(name: &str, tell: impl AsyncFnOnce(&Window) -> Outcome) -> Outcome {
    let around = Surroundings::start(1280, 800)?;
    let data = around.folder("desk").display().to_string();
    story(name, LIMIT, &around, &["--data".to_owned(), data], tell).await
}

#[tokio::test]
async fn the_window_opens() -> Outcome {
    in_window("opens", async |window| {
        let title = window.client().title().await.map_err(|error| Failure::new(error.to_string()))?;
        assert_eq!(title, "Sportello", "the page in the window is ours");
        // Nobody has registered this workstation: the window says so, and how to be helped.
        window.see("workstationUnknown").await?;
        window.picture("window-not-registered").await?;
        window.resize(1024, 720).await?;
        window.picture("window-not-registered-1024x720").await
    })
    .await
}

/// Each attempt is made in the page, and the policy itself reports what it stopped: the list would be empty, and the
/// test would fail, if the policy were not there.
#[tokio::test]
async fn the_policy_keeps_out_what_is_not_ours() -> Outcome {
    const ATTEMPTS: &str = r#"
        const done = arguments[arguments.length - 1];
        const stopped = [];
        addEventListener("securitypolicyviolation", (event) => stopped.push(event.effectiveDirective));
        const add = (tag, set) => { const element = document.createElement(tag); set(element); document.body.append(element); };
        window.intruded = [];
        add("script", (e) => { e.textContent = "window.intruded.push('inline script')"; });
        add("script", (e) => { e.src = "data:text/javascript,window.intruded.push('data script')"; });
        add("img", (e) => { e.src = "http://127.0.0.1:9/x.png"; });
        add("iframe", (e) => { e.src = "data:text/html,x"; });
        add("style", (e) => { e.textContent = "body { --intruded: 1 }"; });
        add("object", (e) => { e.data = "data:text/html,x"; });
        try { new Function("window.intruded.push('eval')")(); } catch { stopped.push("eval"); }
        fetch("http://127.0.0.1:9/").catch(() => {});
        add("img", (e) => { e.id = "ours"; e.src = URL.createObjectURL(new Blob(["<svg/>"], { type: "image/svg+xml" })); });
        setTimeout(() => done({ stopped, intruded: window.intruded }), 1500);
    "#;
    in_window("policy", async |window| {
        let answer = window.run_until_answer(ATTEMPTS).await?;
        assert_eq!(answer["intruded"], json!([]), "nothing of an intruder ran");
        let stopped: Vec<&str> =
            answer["stopped"].as_array().into_iter().flatten().filter_map(|s| s.as_str()).collect();
        for directive in
            ["script-src-elem", "img-src", "frame-src", "style-src-elem", "object-src", "connect-src", "eval"]
        {
            assert!(
                stopped.contains(&directive),
                "the policy stopped an attempt on {directive}; it stopped {stopped:?}"
            );
        }
        let images = stopped.iter().filter(|directive| **directive == "img-src").count();
        assert_eq!(images, 1, "a picture of our own (a blob) is not stopped: {stopped:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_page_may_ask_for_our_commands_only() -> Outcome {
    const ASK: &str = r#"
        const done = arguments[arguments.length - 1];
        const ask = (command, given) =>
            window.__TAURI_INTERNALS__.invoke(command, given).then(() => "granted", (error) => String(error));
        Promise.all([
            ask("about_app"),
            ask("plugin:window|close", { label: "main" }),
            ask("plugin:event|emit", { event: "data-changed", payload: {} }),
            ask("plugin:webview|create_webview_window", { options: { label: "second", url: "/" } }),
            ask("plugin:path|resolve_directory", { directory: 1 }),
        ]).then(done);
    "#;
    in_window("commands", async |window| {
        let answers = window.run_until_answer(ASK).await?;
        let answers: Vec<&str> =
            answers.as_array().into_iter().flatten().filter_map(|a| a.as_str()).collect();
        assert_eq!(answers.first(), Some(&"granted"), "our own command is granted: {answers:?}");
        assert_eq!(answers.len(), 5, "every question was answered: {answers:?}");
        for answer in &answers[1..] {
            assert!(answer.contains("not allowed"), "refused because it is not granted: {answer}");
        }
        Ok(())
    })
    .await
}
