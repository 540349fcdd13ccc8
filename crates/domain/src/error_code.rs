//! What goes wrong, as a closed list. The words belong to the UI's catalogues (`errors.<code>`), EN and IT.

use crate::words::words;

words! {
    /// What the person at the desk can do about an error.
    pub enum Remedy {
        /// The same again, later: network, busy store, a worker that was killed.
        Retry = "retry",
        /// Something that was entered or chosen has to change.
        Correct = "correct",
        /// Nothing the person at the desk can change.
        CallSupport = "callSupport",
    }
}

words! {
    /// Every code that crosses a border. A variant exists only where somebody acts on it.
    pub enum ErrorCode {
        // session
        WrongCredentials = "wrongCredentials",
        AccountLocked = "accountLocked",
        SecondFactorWrong = "secondFactorWrong",
        /// The authenticator's code is asked for here, and was not given.
        SecondFactorMissing = "secondFactorMissing",
        SessionEnded = "sessionEnded",
        PasswordWeak = "passwordWeak",
        LinkNotValid = "linkNotValid",
        WorkstationUnknown = "workstationUnknown",
        // rights and statuses
        NotFound = "notFound",
        NotAllowed = "notAllowed",
        NotNow = "notNow",
        // writes
        CommandReused = "commandReused",
        Outdated = "outdated",
        VersionNotSupported = "versionNotSupported",
        // what was entered
        BadInput = "badInput",
        CaseIncomplete = "caseIncomplete",
        ContactInUse = "contactInUse",
        OfficerContact = "officerContact",
        MethodNotOffered = "methodNotOffered",
        ReasonMissing = "reasonMissing",
        // files
        FileEmpty = "fileEmpty",
        FileTooLarge = "fileTooLarge",
        FileTooLargeUnpacked = "fileTooLargeUnpacked",
        FileTooManyPixels = "fileTooManyPixels",
        FileTooSmall = "fileTooSmall",
        FileTooManyPages = "fileTooManyPages",
        FileUnreadable = "fileUnreadable",
        FileTruncated = "fileTruncated",
        FileFormatUnknown = "fileFormatUnknown",
        FilePhoneFormat = "filePhoneFormat",
        FileWithoutPages = "fileWithoutPages",
        FileEncrypted = "fileEncrypted",
        FileDecodingStopped = "fileDecodingStopped",
        /// The camera shows nothing now: not open, or not there.
        CameraNoPicture = "cameraNoPicture",
        EvidenceHashMismatch = "evidenceHashMismatch",
        EvidenceMissing = "evidenceMissing",
        /// A paper was signed for an earlier case of the request, before it was returned.
        PaperOutdated = "paperOutdated",
        /// The certificate states a role, and the organisation's written consent is not here.
        OrganisationConsentMissing = "organisationConsentMissing",
        // credential
        CredentialMissing = "credentialMissing",
        CredentialExpired = "credentialExpired",
        CredentialRevoked = "credentialRevoked",
        CredentialNotYours = "credentialNotYours",
        /// Not issued by an authority that officers' certificates are taken from, or not made for signing documents.
        CredentialNotAccepted = "credentialNotAccepted",
        CredentialPasswordWrong = "credentialPasswordWrong",
        CredentialUnreadable = "credentialUnreadable",
        // cards
        /// Pulled, with the reader or without, or mute.
        CardRemoved = "cardRemoved",
        /// Another program holds it, or it did not answer in time.
        CardBusy = "cardBusy",
        /// The system's smart card service does not run.
        CardServiceMissing = "cardServiceMissing",
        /// Another card lies in the reader than the one that was chosen.
        CardOther = "cardOther",
        CardPinMalformed = "cardPinMalformed",
        /// Shorter or longer than the card says it takes.
        CardPinLength = "cardPinLength",
        CardPinWrong = "cardPinWrong",
        CardPinBlocked = "cardPinBlocked",
        /// Of a token behind a module, which its maker's program sets free.
        CardTokenPinBlocked = "cardTokenPinBlocked",
        /// It is typed on the reader's own keys, and so is another one: the maker's program asks for it.
        CardPinOnReader = "cardPinOnReader",
        /// A token that nobody has made ready yet: it has no PIN to change.
        CardTokenBlank = "cardTokenBlank",
        /// A new PIN with letters that another program may spell in other bytes.
        CardPinCharacters = "cardPinCharacters",
        /// The card has rules of its own for a new PIN.
        CardPinRefused = "cardPinRefused",
        /// The new PIN is the old one.
        CardPinUnchanged = "cardPinUnchanged",
        /// The new PIN is one that everybody tries first.
        CardPinTooSimple = "cardPinTooSimple",
        CardPukMalformed = "cardPukMalformed",
        CardPukWrong = "cardPukWrong",
        CardPukBlocked = "cardPukBlocked",
        /// It holds something, or does not say that it holds nothing.
        CardNotBlank = "cardNotBlank",
        /// It is not made for this, or refuses.
        CardNotUsable = "cardNotUsable",
        /// It holds the officer's own credential.
        CardOwn = "cardOwn",
        /// It offers no way back to blank.
        CardNotFormattable = "cardNotFormattable",
        /// It is not there: a card of training, before a centre that issues in earnest.
        CardSimulated = "cardSimulated",
        /// Broken off on the reader's own keys.
        CardPinCancelled = "cardPinCancelled",
        /// On the reader's own keys, which wait for so long and no longer.
        CardPinNotTyped = "cardPinNotTyped",
        /// The file is no PKCS#11 module, or not one for this machine.
        CardModuleUnusable = "cardModuleUnusable",
        // report
        ReportCaseMismatch = "reportCaseMismatch",
        ReportSignerMismatch = "reportSignerMismatch",
        ReportSignatureInvalid = "reportSignatureInvalid",
        ReportNotSigned = "reportNotSigned",
        ReportChainInvalid = "reportChainInvalid",
        RecogniserNotMandated = "recogniserNotMandated",
        // issuance
        IssuanceFailed = "issuanceFailed",
        /// The product's key belongs on a card or token, and there is none on this road.
        DeviceNeeded = "deviceNeeded",
        PassphraseWeak = "passphraseWeak",
        PassphraseTaxCode = "passphraseTaxCode",
        // token stock
        /// Drawer and stock do not agree, and no note explains it.
        CountDiffers = "countDiffers",
        /// The token belongs to no stock of the customer.
        TokenNotInStock = "tokenNotInStock",
        TokenOtherUnit = "tokenOtherUnit",
        TokenWrongCarrier = "tokenWrongCarrier",
        /// In stock, and not free: kept for another product, damaged, lost, in a holder's hands.
        TokenNotFree = "tokenNotFree",
        /// An enrolment is on its way on it: that is gone on with or given up first.
        TokenBeingEnrolled = "tokenBeingEnrolled",
        /// The request to format that is meant is not open: called off, done, or it waited too long.
        FormatNotOpen = "formatNotOpen",
        // enrolment
        /// Nothing shows that the officer is there, or it was shown too long ago.
        OfficerProofMissing = "officerProofMissing",
        /// The officer's key did not sign what it was asked to, or not in time, or it was signed before.
        OfficerProofWrong = "officerProofWrong",
        /// The enrolment that is meant is not under way: it ended, or another one began.
        EnrolmentNotOpen = "enrolmentNotOpen",
        /// The product is being enrolled on another token.
        EnrolmentOnOtherToken = "enrolmentOnOtherToken",
        /// Not PKCS#10, not signed by its own key, or a key of a kind that is not certified.
        CertificateRequestInvalid = "certificateRequestInvalid",
        /// Signature and authentication were to have the same key.
        SameKeyTwice = "sameKeyTwice",
        /// The key has a certificate, or was part of another enrolment.
        KeyCertifiedBefore = "keyCertifiedBefore",
        /// The enrolment's certificates are for other keys than these.
        KeysChanged = "keysChanged",
        /// The codes of a token that was handed over are kept no more: its envelope cannot be sent again.
        CodesForgotten = "codesForgotten",
        /// The token does not hold the certificates as they were issued.
        ReadBackDiffers = "readBackDiffers",
        /// A key of the token did not sign what it was asked to.
        KeyProofWrong = "keyProofWrong",
        // the desk
        Offline = "offline",
        CentreUnreachable = "centreUnreachable",
        StoreLocked = "storeLocked",
        StoreNewer = "storeNewer",
        DiskFull = "diskFull",
        KeyringMissing = "keyringMissing",
        ClockBehind = "clockBehind",
        TrainingOnly = "trainingOnly",
        /// Anything else: logged once with its trace id, told as it is.
        Internal = "internal",
    }
}

impl ErrorCode {
    /// The remedy this code usually has.
    pub const fn remedy(self) -> Remedy {
        match self {
            Self::Offline
            | Self::CentreUnreachable
            | Self::FileDecodingStopped
            | Self::IssuanceFailed
            | Self::CardRemoved
            | Self::CardBusy
            | Self::CardServiceMissing => Remedy::Retry,
            Self::Internal
            | Self::StoreNewer
            | Self::VersionNotSupported
            | Self::CommandReused
            | Self::WorkstationUnknown => Remedy::CallSupport,
            _ => Remedy::Correct,
        }
    }
}
