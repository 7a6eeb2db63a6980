/** The environment variables for an option: OInt's own first, then those of other tools. */
export function variablesOf(
  service: string,
  option: string,
  others: readonly string[] = [],
): string[] {
  const own = `OINT_${service}_${option}`.toUpperCase().replaceAll('-', '_');
  return [own, ...others];
}

/** The value of an option in the environment. An empty one is ignored. */
export function fromEnvironment(
  service: string,
  option: string,
  others?: readonly string[],
): string | undefined {
  return variablesOf(service, option, others)
    .map((name) => process.env[name])
    .find(Boolean);
}
