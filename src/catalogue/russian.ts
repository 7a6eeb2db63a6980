import { readRussianNames } from './manifest.js';

/** True for a name or a question in Russian. */
export function isRussian(text: string): boolean {
  // Most names are ASCII, and the first use of the second expression takes a moment.
  return /[^ -~]/.test(text) && /\p{Script=Cyrillic}/u.test(text);
}

/** The Russian name of a method; `undefined` for a method that only has an English one. */
export function russianName(service: string, method: string): string | undefined {
  const names = readRussianNames()[service];
  return names && Object.hasOwn(names, method) ? names[method] : undefined;
}

/** The method with a name in English or Russian, in any case. */
export function methodNamed<M extends { name: string }>(
  service: string,
  methods: readonly M[],
  typed: string,
): M | undefined {
  const wanted = typed.toLowerCase();
  const nameOf = ({ name }: M) => (isRussian(typed) ? russianName(service, name) : name);
  return methods.find((method) => nameOf(method)?.toLowerCase() === wanted);
}

/** The names of methods in the language of `typed`, for suggestions and completion. */
export function namesLike(typed: string, service: string, methods: readonly string[]): string[] {
  if (!isRussian(typed)) return [...methods];
  return methods.flatMap((method) => russianName(service, method) ?? []);
}
