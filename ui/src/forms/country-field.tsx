import { useQuery } from "@tanstack/react-query";
import { useController } from "react-hook-form";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";
import type { CountryView } from "@/host/types";
import { useFormat } from "@/i18n/format";
import { Combobox } from "./combobox";
import type { Width } from "./field";
import { useField } from "./use-field";

interface CountryFieldProps {
  name: string;
  label: string;
  width?: Width;
  onCountry?: (country: CountryView) => void;
}

/** A country, by name or code; the data holds its two letters. */
export function CountryField({ name, label, width = "m", onCountry }: CountryFieldProps) {
  const { language, country: nameOf } = useFormat();
  const { form, error, mark, look, point } = useField(name);
  const { field } = useController({ name, control: form.control });
  const countries = useQuery(queries.countries(useHost())).data ?? [];
  const called = (country: CountryView) => (language === "it" ? country.italian : country.english);
  const chosen = countries.find((country) => country.code === field.value);
  return (
    <Combobox
      label={label}
      name={name}
      width={width}
      error={error}
      mark={mark}
      look={look}
      onPoint={(pointed) => (pointed ? point.onFocus() : point.onMouseLeave())}
      text={chosen ? called(chosen) : field.value ? nameOf(String(field.value)) : ""}
      search={(text) => {
        const wanted = text.trim().toLowerCase();
        // Italy first: it is the answer nearly always.
        const rank = (country: CountryView) => (country.code === "IT" ? 0 : 1);
        return countries
          .filter(
            (country) =>
              called(country).toLowerCase().startsWith(wanted) || country.code.toLowerCase() === wanted,
          )
          .sort((one, other) => rank(one) - rank(other) || called(one).localeCompare(called(other), language))
          .slice(0, 60)
          .map((country) => ({ key: country.code, label: called(country), hint: country.code }));
      }}
      onPick={(option) => {
        field.onChange(option.key);
        const country = countries.find((each) => each.code === option.key);
        if (country) onCountry?.(country);
      }}
      onText={(text) => {
        if (text === "") field.onChange("");
      }}
    />
  );
}
