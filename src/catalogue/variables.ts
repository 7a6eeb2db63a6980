/** The variables of the environment that give an option: OInt's own first, then other tools'. */
export function variablesOf(
  service: string,
  option: string,
  others: readonly string[] = [],
): string[] {
  const own = `OINT_${service}_${option}`.toUpperCase().replaceAll('-', '_');
  return [own, ...others];
}

/** What the environment says of an option. An empty text is nothing. */
export function fromEnvironment(
  service: string,
  option: string,
  others?: readonly string[],
): string | undefined {
  return variablesOf(service, option, others)
    .map((name) => process.env[name])
    .find(Boolean);
}
