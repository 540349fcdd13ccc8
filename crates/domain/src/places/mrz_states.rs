use super::{Country, country, country_by_alpha3};

/// Who issued a document, or whose national its holder is, by the three letters of a machine-readable zone (ICAO Doc
/// 9303-3, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MrzState {
    State(&'static Country),
    /// A British nationality other than that of a citizen; the country is the United Kingdom.
    British(&'static Country, BritishStatus),
    /// An organisation that issues travel documents; its English name.
    Organisation(&'static str),
    /// XXA: stateless under the 1954 Convention.
    Stateless,
    /// XXB: refugee under the 1951 Convention.
    Refugee,
    /// XXC: refugee otherwise than under the 1951 Convention.
    OtherRefugee,
    /// XXX: nationality not specified.
    Unspecified,
    /// UTO: the country of specimens; no document of the real world.
    Specimen,
}

/// Forms of British nationality other than citizenship (ICAO Doc 9303-3, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BritishStatus {
    OverseasTerritoriesCitizen,
    NationalOverseas,
    OverseasCitizen,
    ProtectedPerson,
    Subject,
}

impl MrzState {
    /// The country, where there is one.
    pub const fn country(self) -> Option<&'static Country> {
        match self {
            Self::State(country) | Self::British(country, _) => Some(country),
            _ => None,
        }
    }
}

/// What the state or nationality field of a machine-readable zone says. Fillers, spaces and case do not matter; `None`
/// for letters that are no code.
pub fn mrz_state(field: &str) -> Option<MrzState> {
    let code = field.trim().trim_end_matches('<').trim().to_ascii_uppercase();
    let british = |status| country("GB").map(|kingdom| MrzState::British(kingdom, status));
    let organisation = |name| Some(MrzState::Organisation(name));
    match code.as_str() {
        // Germany alone writes one letter and two fillers
        "D" => country("DE").map(MrzState::State),
        "RKS" => country("XK").map(MrzState::State),
        "GBD" => british(BritishStatus::OverseasTerritoriesCitizen),
        "GBN" => british(BritishStatus::NationalOverseas),
        "GBO" => british(BritishStatus::OverseasCitizen),
        "GBP" => british(BritishStatus::ProtectedPerson),
        "GBS" => british(BritishStatus::Subject),
        "XXA" => Some(MrzState::Stateless),
        "XXB" => Some(MrzState::Refugee),
        "XXC" => Some(MrzState::OtherRefugee),
        "XXX" => Some(MrzState::Unspecified),
        "UTO" => Some(MrzState::Specimen),
        "EUE" => organisation("European Union (laissez-passer)"),
        "UNO" => organisation("United Nations Organization"),
        "UNA" => organisation("United Nations specialized agency"),
        "UNK" => organisation("United Nations Interim Administration Mission in Kosovo"),
        "XBA" => organisation("African Development Bank"),
        "XIM" => organisation("African Export-Import Bank"),
        "XCC" => organisation("Caribbean Community"),
        "XCE" => organisation("Council of Europe"),
        "XCO" => organisation("Common Market for Eastern and Southern Africa"),
        "XEC" => organisation("Economic Community of West African States"),
        "XES" => organisation("Organization of Eastern Caribbean States"),
        "XMP" => organisation("Parliamentary Assembly of the Mediterranean"),
        "XOM" => organisation("Sovereign Military Order of Malta"),
        "XPO" => organisation("International Criminal Police Organization (INTERPOL)"),
        "XDC" => organisation("Southern African Development Community"),
        _ => country_by_alpha3(&code).map(MrzState::State),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_iso_does_not_know_have_their_meaning() {
        let alpha2 = |code: &str| mrz_state(code).and_then(MrzState::country).and_then(|c| c.alpha2);
        assert_eq!(alpha2("D<<"), Some("DE"), "Germany writes one letter");
        assert_eq!(alpha2("DEU"), Some("DE"), "some readers hand on the ISO code");
        assert_eq!(alpha2("ITA"), Some("IT"), "ISO codes are taken as they are");
        assert_eq!(alpha2("rks"), Some("XK"), "Kosovo's code is not ISO's");
        assert_eq!(
            alpha2("GBO"),
            Some("GB"),
            "a British overseas citizen holds a document of the United Kingdom"
        );
        assert_eq!(mrz_state("XXA"), Some(MrzState::Stateless), "stateless is no country");
        assert_eq!(mrz_state("UTO"), Some(MrzState::Specimen), "Utopia issues specimens only");
        assert!(matches!(mrz_state("SUN"), Some(MrzState::State(c)) if !c.is_current()), "the USSR ended");
        for nothing in ["", "<<<", "D<D", "QQQ", "ÀÀ"] {
            assert_eq!(mrz_state(nothing), None, "{nothing:?} is no code");
        }
    }
}
