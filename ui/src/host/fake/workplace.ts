import { countries, places, reference, units, workplaces } from "../fake-data";
import { refusal } from "../fake-refusal";
import type { AboutApp, CountryView, PlaceView, Profile, Reference, SessionView } from "../types";
import { browserStore, FakeBase } from "./base";

/** Who is at the desk, and what the customer has configured. */
export abstract class FakeWorkplace extends FakeBase {
  async sessionState(): Promise<SessionView> {
    return this.answer("sessionState", () => this.session);
  }

  async signIn(userName: string, password: string): Promise<SessionView> {
    return this.answer("signIn", () => {
      if (userName === "locked") throw refusal("accountLocked", { minutes: "15" });
      if (password === "wrong") throw refusal("wrongCredentials");
      this.session = { kind: "secondFactor" };
      return this.session;
    });
  }

  async giveSecondFactor(code: string): Promise<SessionView> {
    return this.answer("giveSecondFactor", () => {
      if (code === "000000") throw refusal("secondFactorWrong");
      this.session = { kind: "choosing", workplaces, units };
      return this.session;
    });
  }

  async chooseWorkplace(profile: Profile, unit: string): Promise<SessionView> {
    return this.answer("chooseWorkplace", () => {
      this.session = this.opened(profile, unit);
      return this.session;
    });
  }

  async changeWorkplace(): Promise<SessionView> {
    return this.answer("changeWorkplace", () => {
      this.before = this.session;
      this.session = { kind: "choosing", workplaces, units };
      return this.session;
    });
  }

  async keepWorkplace(): Promise<SessionView> {
    return this.answer("keepWorkplace", () => {
      if (this.before) this.session = this.before;
      return this.session;
    });
  }

  async signOut(): Promise<SessionView> {
    return this.answer("signOut", () => {
      this.session = { kind: "signedOut" };
      return this.session;
    });
  }

  async askRecovery(): Promise<void> {
    return this.answer("askRecovery", () => undefined);
  }

  async about(): Promise<AboutApp> {
    return this.answer("about", () => ({ version: "0.1.0", system: this.system, placesUntil: "2026-02-21" }));
  }

  async reference(): Promise<Reference> {
    return this.answer("reference", () => reference);
  }

  async countries(): Promise<CountryView[]> {
    return this.answer("countries", () => countries);
  }

  async searchPlaces(text: string): Promise<PlaceView[]> {
    return this.answer("searchPlaces", () =>
      places.filter((each) => each.name.toLowerCase().startsWith(text.trim().toLowerCase())),
    );
  }

  async setting(name: string): Promise<string | null> {
    return this.settings.get(name) ?? browserStore()?.getItem(name) ?? null;
  }

  async setSetting(name: string, value: string | null): Promise<void> {
    this.settings.set(name, value);
    if (value === null) browserStore()?.removeItem(name);
    else browserStore()?.setItem(name, value);
  }
}
