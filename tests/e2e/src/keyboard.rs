//! The keys of the keyboard, and nothing but them: whoever cannot use a pointer does the same job.

use fantoccini::{
    actions::{InputSource as _, KeyAction, KeyActions},
    key::Key,
};
use serde_json::{Value, json};

use crate::{Failure, OrFail as _, Outcome, Role, Window, page::FIND};

/// More places than any screen has; who was here before came round.
const ROUND: usize = 150;

/// What has the focus, for the report of a way that was not found.
const FOCUSED: &str = "const element = document.activeElement;
return `${element.tagName} ${element.name ?? ''} ${(element.ariaLabel ?? element.textContent ?? '').slice(0, 30)}`;";

impl Window {
    /// Presses one key.
    pub async fn key(&self, key: Key) -> Outcome {
        self.chord(&[key.into()]).await
    }

    /// Presses keys together, the first the longest.
    pub async fn chord(&self, keys: &[char]) -> Outcome {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in keys {
            actions = actions.then(KeyAction::Down { value: *value });
        }
        for value in keys.iter().rev() {
            actions = actions.then(KeyAction::Up { value: *value });
        }
        self.client().perform_actions(actions).await.or_fail("pressing keys")
    }

    /// Types into whatever has the focus.
    pub async fn keys(&self, text: &str) -> Outcome {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in text.chars() {
            actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        self.client().perform_actions(actions).await.or_fail("typing")
    }

    /// Goes there by Tab, once it is on the page.
    pub async fn tab_to(&self, role: Role, name: &str) -> Outcome {
        self.go_by(Key::Tab, role, name).await
    }

    /// Goes by this key until this has the focus.
    pub async fn go_by(&self, key: Key, role: Role, name: &str) -> Outcome {
        self.find(role, name).await?;
        let there = format!("return (() => {{ {FIND} }})().includes(document.activeElement);");
        let arguments = Self::wanted(role, name);
        self.go_until(key, &there, arguments).await.or_fail(format!("going to {role} `{name}`"))
    }

    /// Goes by Tab to the input that the form knows by this name.
    pub async fn tab_to_input(&self, name: &str) -> Outcome {
        let there = "return document.activeElement.name === arguments[0];";
        self.go_until(Key::Tab, there, vec![json!(name)]).await.or_fail(format!("going to `{name}`"))
    }

    async fn go_until(&self, key: Key, there: &str, arguments: Vec<Value>) -> Outcome {
        let mut passed = Vec::new();
        for _ in 0..ROUND {
            let answer = self.client().execute(there, arguments.clone()).await;
            if answer.or_fail("asking what has the focus")? == true {
                return Ok(());
            }
            self.key(key).await?;
            passed.push(self.run(FOCUSED).await?.as_str().unwrap_or_default().to_owned());
        }
        Err(Failure::new(format!("no way there by {key:?}; passed:\n{}", passed.join("\n"))))
    }

    /// Gives a file to the file field that has the focus: the system's own dialog is the system's own matter.
    pub async fn give_file_here(&self, file: &std::path::Path) -> Outcome {
        let field = self.client().active_element().await.or_fail("finding what has the focus")?;
        field.send_keys(&file.display().to_string()).await.or_fail("giving a file")
    }
}
