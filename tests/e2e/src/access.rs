//! Whether everybody can use what is on the screen: axe-core, put into the real window, judges it.

use std::fs;

use crate::{OrFail as _, Outcome, Window, root};

/// Every rule of axe-core, its best practices too. Nothing where axe-core is not on the page yet.
const JUDGE: &str = r#"
const done = arguments[arguments.length - 1];
if (!window.axe) {
  done(null);
  return;
}
window.axe.run(document, { resultTypes: ["violations"] }).then(
  ({ violations }) =>
    done(
      violations.map(({ id, help, nodes }) => {
        const where = nodes.slice(0, 3).map(({ target, html }) => `${target} ${html.slice(0, 160)}`);
        return `${id} (${help}), ${nodes.length} times: ${where.join(" | ")}`;
      }),
    ),
  (error) => done([`axe-core failed: ${error}`]),
);
"#;

impl Window {
    /// What axe-core finds wrong with the screen, a sentence each.
    pub async fn judge_access(&self) -> Outcome<Vec<String>> {
        let mut answer = self.run_until_answer(JUDGE).await?;
        if answer.is_null() {
            // Half a megabyte: it goes over once for each load of the page.
            self.run(&axe()?).await?;
            answer = self.run_until_answer(JUDGE).await?;
        }
        let found = answer.as_array().or_fail("hearing axe-core's judgement")?;
        Ok(found.iter().filter_map(|finding| finding.as_str().map(str::to_owned)).collect())
    }
}

/// As the page's own packages have it.
fn axe() -> Outcome<String> {
    let path = root().join("ui").join("node_modules").join("axe-core").join("axe.min.js");
    fs::read_to_string(&path).or_fail(format!("reading {}", path.display()))
}
