//! The words of the holders' pages, in both languages side by side.

use sportello_domain::catalogue::Language;

/// A text of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    Title,
    Account,
    Rule,
    Password,
    Again,
    Save,
    DoneTitle,
    Done,
    GoneTitle,
    Gone,
    Different,
    Short,
    Long,
    Simple,
    HoldsName,
    Home,
}

/// The text in a language.
pub const fn text(text: Text, language: Language) -> &'static str {
    let (en, it) = match text {
        Text::Title => ("Set your password", "Imposta la password"),
        Text::Account => ("Account:", "Utenza:"),
        Text::Rule => (
            "At least 12 characters. A few words that only you would put together are better than signs and digits.",
            "Almeno 12 caratteri. Qualche parola che solo tu metteresti insieme vale pi\u{f9} di segni e cifre.",
        ),
        Text::Password => ("New password", "Nuova password"),
        Text::Again => ("New password again", "Ripeti la nuova password"),
        Text::Save => ("Save", "Salva"),
        Text::DoneTitle => ("Password set", "Password impostata"),
        Text::Done => ("You can close this page.", "Puoi chiudere questa pagina."),
        Text::GoneTitle => ("This link does not work any more", "Questo link non \u{e8} pi\u{f9} valido"),
        Text::Gone => (
            "It was used, has expired, or a newer one was sent. Ask for a new link where you got this one.",
            "\u{c8} gi\u{e0} stato usato, \u{e8} scaduto oppure ne \u{e8} stato inviato uno pi\u{f9} recente. \
             Chiedi un nuovo link a chi ti ha inviato questo.",
        ),
        Text::Different => ("The two passwords differ.", "Le due password sono diverse."),
        Text::Short => ("The password is too short.", "La password \u{e8} troppo corta."),
        Text::Long => ("The password is too long.", "La password \u{e8} troppo lunga."),
        Text::Simple => ("The password is too simple.", "La password \u{e8} troppo semplice."),
        Text::Home => (
            "Here you set your password, with the link of our mail. Everything else reaches you by mail and at your \
             registration office.",
            "Qui imposti la password, con il link della nostra e-mail. Tutto il resto ti arriva per e-mail e presso il \
             tuo ufficio di registrazione.",
        ),
        Text::HoldsName => ("The password holds the user name.", "La password contiene il nome utente."),
    };
    match language {
        Language::En => en,
        Language::It => it,
    }
}
