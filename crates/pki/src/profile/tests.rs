use super::*;

fn qualified() -> RawProfile {
    RawProfile {
        name: "signature".into(),
        kind: ProfileKind::SubjectSignature,
        key_usage: vec![KeyUse::ContentCommitment],
        extended_key_usage: Vec::new(),
        policies: ["1.3.6.1.4.1.32473.1.2", "0.4.0.194112.1.2", "1.3.76.16.6"]
            .map(|oid| RawPolicy { oid: oid.into(), cps: None })
            .to_vec(),
        qscd: true,
        qualified: Some(RawQualified { retention_years: 20, disclosures: Vec::new() }),
        max_validity_days: 1096,
        key_algorithms: vec![KeyAlgorithm::EcdsaP256],
        training: true,
        status_list_urls: Vec::new(),
        ocsp_urls: Vec::new(),
        issuer_urls: Vec::new(),
    }
    .with_locations(&Locations {
        status_list_url: Some("http://training.example.com/crl".into()),
        ocsp_url: Some("http://training.example.com/ocsp".into()),
        issuer_url: Some("http://training.example.com/ca".into()),
        cps_url: Some("https://training.example.com/cps".into()),
        disclosures: vec![Disclosure {
            url: "https://training.example.com/pds".into(),
            language: "en".into(),
        }],
    })
}

#[test]
fn a_good_profile_is_accepted_and_survives_json() {
    let raw = qualified();
    let again: RawProfile = serde_json::from_str(&serde_json::to_string(&raw).unwrap()).unwrap();
    assert_eq!(again, raw, "a profile is data");
    let profile = Profile::validate(raw).unwrap();
    assert!(profile.is_qscd() && profile.is_training(), "its flags are kept");
}

#[test]
fn the_practice_statement_goes_to_the_providers_own_policy_only() {
    let with_statement: Vec<bool> = qualified().policies.iter().map(|policy| policy.cps.is_some()).collect();
    assert_eq!(with_statement, [true, false, false], "standard policies have no statement of ours");
}

#[test]
fn broken_profiles_are_refused_with_their_clause() {
    type Spoil = fn(&mut RawProfile);
    let cases: [(&str, Spoil, &str); 20] = [
        (
            "no QCP-n-qscd policy",
            |raw| raw.policies.retain(|one| one.oid != "0.4.0.194112.1.2"),
            "411-2 §5.3",
        ),
        ("a key in a file that claims", |raw| raw.qscd = false, "key in a file is no QSCD"),
        (
            "a key in a file with the qualified policy",
            |raw| {
                raw.qscd = false;
                raw.qualified = None;
            },
            "411-2 §5.3",
        ),
        ("a device without statements", |raw| raw.qualified = None, "412-5 §4.2.1"),
        ("19 years", |raw| raw.qualified.as_mut().unwrap().retention_years = 19, "412-5 §4.3.3"),
        (
            "no English statement",
            |raw| raw.qualified.as_mut().unwrap().disclosures[0].language = "it".into(),
            "412-5 §4.3.4",
        ),
        (
            "a statement over http",
            |raw| raw.qualified.as_mut().unwrap().disclosures[0].url = "http://a.example.com/pds".into(),
            "412-5 §4.3.4",
        ),
        ("two bits of key usage", |raw| raw.key_usage.push(KeyUse::DigitalSignature), "§4.3.2"),
        ("a purpose of another kind", |raw| raw.extended_key_usage = vec![Purpose::TimeStamping], "§4.3.10"),
        ("no policy", |raw| raw.policies.clear(), "§4.3.3"),
        ("no object identifier", |raw| raw.policies[0].oid = "1.2.x".into(), "5280 §4.2.1.4"),
        ("a policy twice", |raw| raw.policies[1] = raw.policies[0].clone(), "5280 §4.2.1.4"),
        ("anyPolicy for a person", |raw| raw.policies[0].oid = "2.5.29.32.0".into(), "§4.3.3"),
        ("no practice statement", |raw| raw.policies[0].cps = None, "411-1 §5.3"),
        ("a training policy in production", |raw| raw.training = false, "own policy OIDs"),
        (
            "a real policy in training",
            |raw| raw.policies[0].oid = "1.3.6.1.4.1.99999.1".into(),
            "own policy OIDs",
        ),
        ("no status list", |raw| raw.status_list_urls.clear(), "§4.3.11"),
        (
            "a status list over https",
            |raw| raw.status_list_urls[0] = "https://a.example.com".into(),
            "§4.2.1.13",
        ),
        ("no responder", |raw| raw.ocsp_urls.clear(), "§4.4.1"),
        ("an officer on a qualified profile", |raw| raw.kind = ProfileKind::Officer, "412-5 §4.2.3"),
    ];
    for (why, spoil, clause) in cases {
        let mut raw = qualified();
        spoil(&mut raw);
        let error = Profile::validate(raw).expect_err(why);
        assert!(error.to_string().contains(clause), "{why}: names the clause {clause}, said: {error}");
    }
}

#[test]
fn unknown_fields_are_refused() {
    let mut value = serde_json::to_value(qualified()).unwrap();
    value["qscdd"] = serde_json::Value::Bool(true);
    assert!(serde_json::from_value::<RawProfile>(value).is_err(), "a misspelt field must not be passed over");
}
