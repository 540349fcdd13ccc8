//! The words for what goes wrong with a card: at which step, and how.

use crate::words::words;

words! {
    /// The steps of a conversation with a card.
    pub enum CardStep {
        LoadModule = "loadModule",
        Connect = "connect",
        Select = "select",
        Metadata = "metadata",
        Authenticate = "authenticate",
        Initialise = "initialise",
        GenerateKey = "generateKey",
        ReadObject = "readObject",
        WriteObject = "writeObject",
        VerifyPin = "verifyPin",
        TriesLeft = "triesLeft",
        ChangePin = "changePin",
        ChangePuk = "changePuk",
        Unblock = "unblock",
        Sign = "sign",
        Attest = "attest",
        ChangeManagementKey = "changeManagementKey",
        Reset = "reset",
    }
}

words! {
    /// How a step failed.
    pub enum CardFault {
        Removed = "removed",
        Reset = "reset",
        Busy = "busy",
        Mute = "mute",
        NoService = "noService",
        TooLong = "tooLong",
        Late = "late",
        Reader = "reader",
        WrongPin = "wrongPin",
        WrongPuk = "wrongPuk",
        PinBlocked = "pinBlocked",
        PukBlocked = "pukBlocked",
        VerificationNeeded = "verificationNeeded",
        OtherManagementKey = "otherManagementKey",
        NotSupported = "notSupported",
        NotFound = "notFound",
        /// It holds what would be written over.
        Taken = "taken",
        NewPinRefused = "newPinRefused",
        /// On the reader's own keys.
        Cancelled = "cancelled",
        NotTyped = "notTyped",
        NoModule = "noModule",
        Full = "full",
        Refused = "refused",
        Malformed = "malformed",
    }
}
