import { resolve } from 'node:path';

/** The folder for data that outlives a command: the platform's usual place, or `OINT_DATA`. */
export async function dataFolder(): Promise<string> {
  const { OINT_DATA } = process.env;
  if (OINT_DATA) return resolve(OINT_DATA);
  const { default: envPaths } = await import('env-paths');
  return envPaths('oint', { suffix: '' }).data;
}
