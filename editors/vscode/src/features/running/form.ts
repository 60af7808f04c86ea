// A template's parameters as fields of a form, and what a filled-in form becomes on the command line.
import type { Parameter, Schema } from "./plan";

/** A field. */
export interface Field {
  readonly name: string;
  readonly hint: string;
  readonly choices: readonly string[] | undefined;
  readonly long: boolean;
  readonly secret: boolean;
  readonly required: boolean;
  readonly value: string;
}

/** The fields of `parameters`; `remembered` are values of earlier runs. */
export function fieldsOf(parameters: readonly Parameter[], remembered: Readonly<Record<string, string>>): Field[] {
  return parameters.map((parameter) => {
    const { name, schema, secret } = parameter;
    const byDefault = parameter.default === undefined || parameter.default === null ? "" : shown(parameter.default);
    const choices = choicesOf(schema);
    return {
      name,
      hint: secret ? "The name of the environment variable that holds it" : hintOf(schema),
      choices: secret ? undefined : choices,
      long: !secret && choices === undefined && isLong(schema),
      secret,
      required: parameter.default === undefined,
      value: (secret ? undefined : remembered[name]) ?? byDefault,
    };
  });
}

/** Values that may be kept for the next run: all but secrets, even by name. */
export function rememberable(parameters: readonly Parameter[], values: Readonly<Record<string, string>>): Record<string, string> {
  const secrets = new Set(parameters.filter(({ secret }) => secret).map(({ name }) => name));
  return Object.fromEntries(Object.entries(values).filter(([name]) => !secrets.has(name)));
}

/** The arguments that give `values`; empty ones are left out where they may be. */
export function inputs(parameters: readonly Parameter[], values: Readonly<Record<string, string>>): string[] {
  return parameters.flatMap((parameter) => {
    const value = values[parameter.name] ?? "";
    if (value === "" && (parameter.default !== undefined || parameter.secret)) {
      return [];
    }
    return ["--input", `${parameter.name}=${parameter.secret ? `@env:${value}` : value}`];
  });
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function parts(schema: Schema): readonly Schema[] {
  return (schema.anyOf ?? [schema]).filter(({ type }) => type !== "null");
}

function choicesOf(schema: Schema): string[] | undefined {
  if (schema.type === "boolean") {
    return ["true", "false"];
  }
  const all = parts(schema);
  if (!all.every((part) => part.enum !== undefined)) {
    return undefined;
  }
  return all.flatMap((part) => (part.enum ?? []).filter((value) => value !== null).map(shown));
}

function isLong(schema: Schema): boolean {
  return parts(schema).some(({ type, maxLength }) => type === "string" ? (maxLength ?? Infinity) > 500 : type === "array" || type === "object");
}

function hintOf(schema: Schema): string {
  return parts(schema).map(ofPart).join(" or ");
}

function ofPart(schema: Schema): string {
  const { type, format, minimum, maximum, minLength, maxLength } = schema;
  const name = format ?? (type === "array" || type === "object" ? "JSON" : type === "string" ? "text" : String(type ?? "JSON"));
  const low = minimum ?? minLength;
  const high = maximum ?? maxLength;
  if (low === undefined && high === undefined) {
    return name;
  }
  const unit = minLength !== undefined || maxLength !== undefined ? " characters" : "";
  return `${name}, ${low === undefined ? `at most ${high ?? ""}` : high === undefined ? `at least ${low}` : `${low} to ${high}`}${unit}`;
}
