//! The windows and what they may do: show our own page, and nothing else.

use tauri::{App, AppHandle, Manager as _, WebviewWindowBuilder, webview::NewWindowResponse};

use crate::Options;

const MAIN: &str = "main";

/// Opens the main window as `tauri.conf.json` describes it.
pub fn open_main(app: &App, options: &Options) -> tauri::Result<()> {
    let Some(config) = app.config().app.windows.iter().find(|window| window.label == MAIN) else {
        return Err(tauri::Error::WindowNotFound);
    };
    let mut window = WebviewWindowBuilder::from_config(app, config)?
        // The page is ours: it leads nowhere else and opens nothing else.
        .on_navigation(is_our_page)
        .on_new_window(|_url, _features| NewWindowResponse::Deny);
    // The web engine's own folders hold nothing of a case.
    window = match (&options.data, options.automated) {
        (Some(data), true) => window.data_directory(data.join("web")),
        _ => window.incognito(true),
    };
    let window = window.build()?;
    #[cfg(target_os = "linux")]
    crate::drawing::fit_to_machine(&window)?;
    #[cfg(not(target_os = "linux"))]
    drop(window);
    Ok(())
}

/// Brings the main window to the front, as when the program is started a second time.
pub fn show_main(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    for shown in [window.unminimize(), window.show(), window.set_focus()] {
        if let Err(error) = shown {
            tracing::warn!(error = %error, "the window could not be brought to the front");
        }
    }
}

fn is_our_page(url: &tauri::Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // How the page is served on Windows, and by the development server.
        "http" => {
            url.host_str() == Some("tauri.localhost") || (cfg!(dev) && url.host_str() == Some("localhost"))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_page_is_shown() {
        for (url, ours) in [
            ("tauri://localhost/", true),
            ("tauri://localhost/requests#/draft", true),
            ("http://tauri.localhost/index.html", true),
            ("tauri://elsewhere/", false),
            ("https://tauri.localhost.example/", false),
            ("http://example.org/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,hello", false),
            ("about:blank", false),
        ] {
            let parsed = url.parse().expect("a URL of the table");
            assert_eq!(is_our_page(&parsed), ours, "{url}: the window shows our own page and nothing else");
        }
    }
}
