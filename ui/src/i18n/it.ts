import cards from "./it/cards.json";
import cardTools from "./it/cardTools.json";
import common from "./it/common.json";
import desk from "./it/desk.json";
import errors from "./it/errors.json";
import frame from "./it/frame.json";
import issuance from "./it/issuance.json";
import products from "./it/products.json";
import recognition from "./it/recognition.json";
import registration from "./it/registration.json";
import requests from "./it/requests.json";
import session from "./it/session.json";
import stock from "./it/stock.json";
import words from "./it/words.json";

/** Italian: the same entries as in English. */
export const it = {
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
