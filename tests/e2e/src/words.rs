//! The words on the screen, from the page's own catalogues: a story told in English is told in Italian by the same
//! lines.

use std::{collections::BTreeMap, fs};

use serde_json::Value;

use crate::{Failure, OrFail as _, Outcome, root};

/// A language of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    English,
    Italian,
}

impl Language {
    /// `en`, `it`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Italian => "it",
        }
    }
}

/// The catalogues of one language.
pub struct Words {
    language: Language,
    catalogues: BTreeMap<String, Value>,
}

impl Words {
    /// Reads them from the page's source.
    pub fn read(language: Language) -> Outcome<Self> {
        let folder = root().join("ui").join("src").join("i18n").join(language.code());
        let mut catalogues = BTreeMap::new();
        for entry in fs::read_dir(&folder).or_fail(format!("reading {}", folder.display()))? {
            let path = entry.or_fail("reading the catalogues")?.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).or_fail(format!("reading {}", path.display()))?;
            catalogues
                .insert(name, serde_json::from_str(&text).or_fail(format!("reading {}", path.display()))?);
        }
        Ok(Self { language, catalogues })
    }

    /// The language these are of.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// `session.signIn.title`: the catalogue, then the way to the word.
    pub fn of(&self, key: &str) -> Outcome<String> {
        let mut way = key.split('.');
        let mut at = self.catalogues.get(way.next().unwrap_or_default());
        for step in way {
            at = at.and_then(|value| value.get(step));
        }
        let word = at.and_then(Value::as_str);
        word.map(str::to_owned).ok_or_else(|| Failure::new(format!("the catalogues have no word `{key}`")))
    }

    /// The same, with what stands in its `{{braces}}`.
    pub fn with(&self, key: &str, values: &[(&str, &str)]) -> Outcome<String> {
        let mut word = self.of(key)?;
        for (name, value) in values {
            word = word.replace(&format!("{{{{{name}}}}}"), value);
        }
        Ok(word)
    }
}
