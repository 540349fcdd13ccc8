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
}

impl Role {
    pub(crate) const fn selector(self) -> &'static str {
        match self {
            Self::Button => "button:not([role]),[role=button],input[type=submit],summary",
            Self::Link => "a[href],[role=link]",
            Self::Textbox => {
                "input:not([type]):not([role]),input[type=text]:not([role]),input[type=email],input[type=tel],\
                 input[type=password],input[type=search],textarea,[role=textbox],[role=searchbox]"
            }
            Self::Heading => "h1,h2,h3,h4,[role=heading]",
            Self::Checkbox => "input[type=checkbox],[role=checkbox],[role=switch]",
            Self::Radio => "input[type=radio],[role=radio]",
            Self::Combobox => "[role=combobox],select",
            Self::Option => "[role=option]",
            Self::Tab => "[role=tab]",
            Self::MenuItem => "[role=menuitem],[role=menuitemradio],[role=menuitemcheckbox]",
            Self::Dialog => "dialog,[role=dialog],[role=alertdialog]",
            Self::Image => "img,[role=img]",
            Self::File => "input[type=file]",
        }
    }

    /// These are found though the input itself may be hidden behind its label.
    pub(crate) const fn seen(self) -> bool {
        !matches!(self, Self::File | Self::Radio | Self::Checkbox)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// `(selector, name, beginning is enough, must be seen)` to all such elements; those of exactly that name first. What is
/// switched off is not there.
pub(crate) const FIND: &str = r#"
const [selector, name, beginning, seen] = arguments;
const plain = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const words = (element) => {
  const by = element.getAttribute("aria-labelledby");
  if (by) return plain(by.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" "));
  const label = element.getAttribute("aria-label");
  if (label) return plain(label);
  if (element.labels?.length) return plain([...element.labels].map((each) => each.textContent).join(" "));
  return plain(element.alt || element.textContent || element.value || element.title || element.placeholder);
};
const isSeen = (element) => element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true });
const there = [...document.querySelectorAll(selector)].filter(
  (element) => !element.disabled && (!seen || isSeen(element)),
);
if (name === "" ) return there;
const exact = there.filter((element) => words(element) === name);
const begun = beginning ? there.filter((element) => !exact.includes(element) && words(element).startsWith(name)) : [];
return [...exact, ...begun];
"#;

/// What a person presses to choose an input that is hidden: its label. It is brought to where nothing lies over it.
pub(crate) const PRESSED: &str = r#"
const [element] = arguments;
const hidden = element.matches("input[type=radio],input[type=checkbox]");
const pressed = (hidden && element.labels?.[0]) || element;
pressed.scrollIntoView({ block: "center" });
return pressed;
"#;

/// Has the page remember what was done to it, for the report of a story that failed.
pub(crate) const REMEMBER: &str = r#"
if (window.storyRemembers) return;
window.storyRemembers = [];
for (const type of ["mousedown", "mouseup", "click", "keydown", "submit", "change"]) {
  addEventListener(type, (event) => {
    const target = event.target;
    const words = (target.textContent || target.name || "").trim().slice(0, 40);
    const at = event.clientX === undefined ? "" : ` at ${event.clientX},${event.clientY}`;
    window.storyRemembers.push(`${Math.round(performance.now())} ${type}${at} on ${target.tagName} ${words}`);
  }, true);
}
"#;

/// What it remembers of the end.
pub(crate) const REMEMBERED: &str = r#"return (window.storyRemembers ?? []).slice(-12).join("\n");"#;

/// Answers once everything that is shown has been painted: fonts and pictures are there, nothing says that it works.
pub(crate) const PAINTED: &str = r#"
const done = arguments[arguments.length - 1];
const until = performance.now() + 5000;
const calm = () =>
  document.fonts.status === "loaded" &&
  [...document.images].every((picture) => picture.complete) &&
  !document.querySelector("[aria-busy=true]");
const look = () => {
  if (calm() || performance.now() > until) {
    // Two frames later the last change is on the screen; a moment more for the colours that fade in.
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(true), 200)));
  } else {
    setTimeout(look, 50);
  }
};
look();
"#;

/// Keeps one pixel of the page changing, faintly: the web engine takes its picture when it has drawn the next time, and
/// without a graphics card a page on which nothing changes is not drawn.
pub(crate) const STIR: &str = r#"
const pixel = document.createElement("i");
pixel.id = "story-stirs";
pixel.setAttribute("aria-hidden", "true");
pixel.style.cssText = "position:fixed;left:0;top:0;width:1px;height:1px;pointer-events:none";
document.body.append(pixel);
let odd = false;
window.storyStirs = setInterval(() => {
  odd = !odd;
  pixel.style.background = `rgb(128 128 128 / ${odd ? 2 : 1}%)`;
}, 20);
"#;

/// Ends what [`STIR`] began.
pub(crate) const STILL: &str = r#"
clearInterval(window.storyStirs);
document.getElementById("story-stirs")?.remove();
"#;
