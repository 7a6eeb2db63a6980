import { createHash } from 'node:crypto';
import type { Language } from './language.js';

/** A common module of a configuration. */
export interface CommonModule {
  name: string;
  /** What people see in its place. */
  title: string;
  text: string;
}

/** A configuration that consists of common modules. */
export interface Configuration {
  name: string;
  language: Language;
  version: string;
  modules: readonly CommonModule[];
}

/** The language of a configuration, as the platform names it. */
export const LANGUAGES = {
  en: { name: 'English', variant: 'English', code: 'en' },
  ru: { name: 'Русский', variant: 'Russian', code: 'ru' },
} as const;

/** Classes of the objects that every configuration contains. */
export const CONTAINED = [
  '9cd510cd-abfc-11d4-9434-004095e12fc7',
  '9fcd25a0-4822-11d4-9414-008048da11f9',
  'e3687481-0a87-462c-a166-9f34594f9bba',
  '9de14907-ec23-4a07-96f0-85521cb6b53b',
  '51f2d5d8-ea4d-4064-8892-82951750031e',
  'e68182ea-4237-4383-967f-90c1e3370bc7',
] as const;

/** Where the modules run. Not in the client: its users could read the token of the server. */
export const RUNS_IN = ['server', 'externalConnection', 'clientOrdinaryApplication'] as const;

/**
 * The ID of an object: always the same for the same name, so that a new export can be compared and
 * merged with an older one.
 */
export function idOf(...name: readonly string[]): string {
  const hash = createHash('sha256')
    .update(['oint 1c export', ...name].join('\n'))
    .digest('hex');
  const [a, b, c, d, e] = [
    [0, 8],
    [8, 12],
    [13, 16],
    [17, 20],
    [20, 32],
  ].map(([from, to]) => hash.slice(from, to));
  // A UUID of version 8: made of a hash of our own.
  return `${a}-${b}-8${c}-8${d}-${e}`;
}

/** With the byte order mark and the line breaks that the platform writes. */
export function asPlatformText(text: string): string {
  return `\uFEFF${text.replaceAll('\n', '\r\n')}`;
}
