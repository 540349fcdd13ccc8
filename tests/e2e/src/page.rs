//! Finding things on the page as a person does: what it is and what it is called.

use std::fmt;

/// What something on the page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Button,
    Link,
    /// One line or many, passwords included.
    Textbox,
    Heading,
    Checkbox,
    Radio,
    Combobox,
    Option,
    Tab,
    MenuItem,
    Dialog,
    Image,
    /// The hidden input behind a file field.
    File,
    /// Any element whose own words these are.
    Text,
}

impl Role {
    pub(crate) const fn selector(self) -> &'static str {
        match self {
            Self::Button => "button,[role=button],input[type=submit],summary",
            Self::Link => "a[href],[role=link]",
            Self::Textbox => {
                "input:not([type]),input[type=text],input[type=email],input[type=tel],input[type=password],\
                 input[type=search],input[type=number],input[type=date],textarea,[role=textbox],[role=searchbox]"
            }
            Self::Heading => "h1,h2,h3,h4,[role=heading]",
            Self::Checkbox => "input[type=checkbox],[role=checkbox],[role=switch]",
            Self::Radio => "input[type=radio],[role=radio]",
            Self::Combobox => "[role=combobox],select",
            Self::Option => "[role=option],option",
            Self::Tab => "[role=tab]",
            Self::MenuItem => "[role=menuitem],[role=menuitemradio],[role=menuitemcheckbox]",
            Self::Dialog => "dialog,[role=dialog],[role=alertdialog]",
            Self::Image => "img,[role=img]",
            Self::File => "input[type=file]",
            Self::Text => "*",
        }
    }

    /// A file input is found though nobody sees it.
    pub(crate) const fn seen(self) -> bool {
        !matches!(self, Self::File | Self::Radio | Self::Checkbox | Self::Option)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// `(selector, name, beginning is enough, must be seen, own words only)` to the first such element, or null.
pub(crate) const FIND: &str = r#"
const [selector, name, beginning, seen, ownWords] = arguments;
const plain = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const words = (element) => {
  const by = element.getAttribute("aria-labelledby");
  if (by) return plain(by.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" "));
  const label = element.getAttribute("aria-label");
  if (label) return plain(label);
  if (element.labels?.length) return plain([...element.labels].map((each) => each.textContent).join(" "));
  return plain(element.alt || element.textContent || element.value || element.title || element.placeholder);
};
const own = (element) => plain([...element.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join(""));
const isSeen = (element) => element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true });
const fits = (text) => text === name || (beginning && text.startsWith(name));
for (const element of document.querySelectorAll(selector)) {
  if (seen && !isSeen(element)) continue;
  if (name === "" || fits(ownWords ? own(element) : words(element))) return element;
}
return null;
"#;
