import type * as koffi from 'koffi';

/** The package that calls functions of shared libraries. */
export type Koffi = typeof koffi;

export async function loadKoffi(url: string): Promise<Koffi> {
  return ((await import(/* @vite-ignore */ url)) as { default: Koffi }).default;
}
