import { Building2, CornerDownRight } from "lucide-react";
import { type CSSProperties, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { HostProblem } from "@/components/host-problem";
import { ChoiceCards } from "@/forms/choice-cards";
import { Combobox } from "@/forms/combobox";
import { useAct } from "@/host/queries";
import type { Profile, Unit, Workplace as WorkplaceRow } from "@/host/types";
import styles from "./session.module.css";
import { SessionGround } from "./session-ground";
import { type Below, mainUnitsOf, pathOf, secondaryUnitsOf, unitsBelow } from "./units";
import { useSession } from "./use-session";

interface WorkplaceProps {
  workplaces: WorkplaceRow[];
  units: Unit[];
}

export function Workplace({ workplaces, units }: WorkplaceProps) {
  const { t } = useTranslation(["session", "words"]);
  const session = useSession();
  const profiles = [...new Set(workplaces.map((row) => row.profile))];
  const [profile, setProfile] = useState<Profile | null>(
    profiles.length === 1 ? (profiles[0] ?? null) : null,
  );
  const mains = profile ? mainUnitsOf(profile, workplaces, units) : [];
  const [mainChosen, setMainChosen] = useState<string | null>(null);
  const main = mains.length === 1 ? mains[0] : mains.find((unit) => unit.id === mainChosen);
  const secondaries = profile && main ? secondaryUnitsOf(profile, main, workplaces, units) : [];
  const inMain = main ? workplaces.some((row) => row.profile === profile && row.unit === main.id) : false;
  const [secondaryChosen, setSecondaryChosen] = useState<string | null>(null);
  const only = !inMain && secondaries.length === 1 ? secondaries[0] : undefined;
  const secondary = only ?? secondaries.find((below) => below.unit.id === secondaryChosen);
  const unit = secondary?.unit ?? (inMain ? main : undefined);

  const enter = useAct(
    (host, input: { profile: Profile; unit: string }) => host.chooseWorkplace(input.profile, input.unit),
    { onSuccess: session.set },
  );
  const leave = useAct((host) => host.signOut(), { onSuccess: session.set });
  const stay = useAct((host) => host.keepWorkplace(), { onSuccess: session.keep });

  useEffect(() => {
    document.title = `${t("session:workplace.title")} · Sportello`;
  }, [t]);

  const options = (list: Below[], text: string) =>
    list
      .filter((below) => pathOf(below).toLowerCase().includes(text.trim().toLowerCase()))
      .map((below) => ({ key: below.unit.id, label: pathOf(below), hint: below.unit.place }));

  return (
    <SessionGround wide>
      <div className={styles.head}>
        <h1>{t("session:workplace.title")}</h1>
        <p>{t("session:workplace.lead")}</p>
      </div>
      {enter.error ? <HostProblem problem={enter.error} /> : null}
      <form
        className={styles.form}
        aria-label={t("session:workplace.title")}
        onSubmit={(event) => {
          event.preventDefault();
          if (profile && unit) enter.mutate({ profile, unit: unit.id });
        }}
      >
        <div className={styles.two}>
          <div className={styles.form}>
            <ChoiceCards
              legend={t("session:workplace.profile")}
              name="profile"
              value={profile}
              onChange={(value) => {
                setProfile(value as Profile);
                setMainChosen(null);
                setSecondaryChosen(null);
              }}
              choices={profiles.map((each) => ({
                value: each,
                title: t(`words:profile.${each}`),
                detail: t(`words:profileDetail.${each}`),
              }))}
            />
            {profile ? (
              <Combobox
                key={`main-${profile}`}
                label={t("session:workplace.mainUnit")}
                name="mainUnit"
                width="full"
                text={main?.name ?? ""}
                search={(text) => options(mains.map(asMain), text)}
                onPick={(option) => {
                  setMainChosen(option.key);
                  setSecondaryChosen(null);
                }}
              />
            ) : null}
            {profile && main && secondaries.length > 0 ? (
              <Combobox
                key={`secondary-${main.id}`}
                label={t("session:workplace.secondaryUnit")}
                name="secondaryUnit"
                width="full"
                optional={inMain}
                text={secondary ? pathOf(secondary) : inMain ? t("session:workplace.wholeUnit") : ""}
                search={(text) => [
                  ...(inMain && text.trim() === ""
                    ? [{ key: "", label: t("session:workplace.wholeUnit") }]
                    : []),
                  ...options(secondaries, text),
                ]}
                onPick={(option) => setSecondaryChosen(option.key === "" ? null : option.key)}
              />
            ) : null}
          </div>
          <section className={styles.tree} aria-labelledby="unit-structure">
            <h2 id="unit-structure">{t("session:workplace.structure")}</h2>
            {main ? (
              <UnitTree main={main} units={units} here={unit?.id ?? null} />
            ) : (
              <p className={styles.node}>{t("session:workplace.structureEmpty")}</p>
            )}
          </section>
        </div>
        <div className={styles.footer}>
          <span>
            <Button look="quiet" onClick={() => leave.mutate(undefined)}>
              {t("session:workplace.signOut")}
            </Button>
            {session.goesOn ? (
              <Button look="quiet" onClick={() => stay.mutate(undefined)}>
                {t("session:workplace.stay")}
              </Button>
            ) : null}
          </span>
          <Button type="submit" look="primary" disabled={!unit || !profile} busy={enter.isPending}>
            {t("session:workplace.submit")}
          </Button>
        </div>
      </form>
    </SessionGround>
  );
}

const asMain = (unit: Unit): Below => ({ unit, between: [] });

function UnitTree({ main, units, here }: { main: Unit; units: Unit[]; here: string | null }) {
  const { t } = useTranslation("session");
  const node = (unit: Unit, depth: number) => (
    <li key={unit.id} style={{ "--depth": depth } as CSSProperties}>
      <span
        className={`${styles.node} ${depth > 0 ? styles.child : ""} ${unit.id === here ? styles.here : ""}`}
      >
        {depth > 0 ? (
          <CornerDownRight size={16} aria-hidden="true" />
        ) : (
          <Building2 size={16} aria-hidden="true" />
        )}
        <span>
          {unit.name}{" "}
          <small>
            {unit.place}
            {unit.id === here ? ` · ${t("workplace.here")}` : ""}
          </small>
        </span>
      </span>
    </li>
  );
  return (
    <ul className={styles.treeList}>
      {node(main, 0)}
      {unitsBelow(main, units).map(({ unit, between }) => node(unit, between.length + 1))}
    </ul>
  );
}
