import cards from "./en/cards.json";
import cardTools from "./en/cardTools.json";
import common from "./en/common.json";
import desk from "./en/desk.json";
import errors from "./en/errors.json";
import frame from "./en/frame.json";
import issuance from "./en/issuance.json";
import products from "./en/products.json";
import recognition from "./en/recognition.json";
import registration from "./en/registration.json";
import requests from "./en/requests.json";
import session from "./en/session.json";
import stock from "./en/stock.json";
import words from "./en/words.json";

/** English is the source; the test of completeness holds Italian equal to it, key by key. */
export const en = {
  cards,
  cardTools,
  common,
  desk,
  errors,
  frame,
  issuance,
  products,
  recognition,
  registration,
  requests,
  session,
  stock,
  words,
};
