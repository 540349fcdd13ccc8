//! The codes a zone may hold for issuer and nationality (ICAO 9303-3 §5): ISO 3166-1 alpha-3 and ICAO's own.

/// ISO 3166-1 alpha-3, in order.
const ISO: &str = "ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD \
    BGR BHR BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK \
    COL COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA \
    FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN \
    IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY \
    LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR \
    MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL \
    PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD \
    STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR \
    UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE";

/// ICAO 9303-3 §5 parts B to D: Germany's single letter, British kinds, organisations, stateless persons and
/// refugees; `RKS` is used by Kosovo, `UTO` by specimens.
const ICAO: &str = "D GBD GBN GBO GBP GBS EUE UNO UNA UNK XAA XBA XIM XCC XCE XCO XEC XPO XES XMP XOM XDC XXA \
    XXB XXC XXX RKS UTO IAO";

/// All codes, without fillers.
pub fn all() -> impl Iterator<Item = &'static str> {
    ISO.split_ascii_whitespace().chain(ICAO.split_ascii_whitespace())
}

/// Whether a code (without fillers) may stand in a zone.
pub fn is_known(code: &str) -> bool {
    all().any(|known| known == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_codes() {
        assert_eq!(ISO.split_ascii_whitespace().count(), 249, "ISO 3166-1 has 249 entries");
        for code in ["ITA", "D", "XXA", "UTO", "GBD"] {
            assert!(is_known(code), "{code} stands in ICAO 9303-3 §5");
        }
        for code in ["", "IT", "1TA", "ITA<"] {
            assert!(!is_known(code), "{code:?} is no code");
        }
    }
}
