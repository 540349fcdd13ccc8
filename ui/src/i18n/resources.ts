import enCommon from "./en/common.json";
import enDesk from "./en/desk.json";
import enErrors from "./en/errors.json";
import enFrame from "./en/frame.json";
import enIssuance from "./en/issuance.json";
import enProducts from "./en/products.json";
import enRecognition from "./en/recognition.json";
import enRegistration from "./en/registration.json";
import enRequests from "./en/requests.json";
import enSession from "./en/session.json";
import enWords from "./en/words.json";
import itCommon from "./it/common.json";
import itDesk from "./it/desk.json";
import itErrors from "./it/errors.json";
import itFrame from "./it/frame.json";
import itIssuance from "./it/issuance.json";
import itProducts from "./it/products.json";
import itRecognition from "./it/recognition.json";
import itRegistration from "./it/registration.json";
import itRequests from "./it/requests.json";
import itSession from "./it/session.json";
import itWords from "./it/words.json";

/** English is the source; the test of completeness holds Italian equal to it, key by key. */
export const en = {
  common: enCommon,
  desk: enDesk,
  errors: enErrors,
  frame: enFrame,
  issuance: enIssuance,
  products: enProducts,
  recognition: enRecognition,
  registration: enRegistration,
  requests: enRequests,
  session: enSession,
  words: enWords,
};

export const it = {
  common: itCommon,
  desk: itDesk,
  errors: itErrors,
  frame: itFrame,
  issuance: itIssuance,
  products: itProducts,
  recognition: itRecognition,
  registration: itRegistration,
  requests: itRequests,
  session: itSession,
  words: itWords,
};
