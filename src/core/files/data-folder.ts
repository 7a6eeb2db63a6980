import { resolve } from 'node:path';
import envPaths from 'env-paths';

/** The folder for persistent data: the usual folder of the platform, or `OINT_DATA`. */
export function dataFolder(): string {
  const { OINT_DATA } = process.env;
  return OINT_DATA ? resolve(OINT_DATA) : envPaths('oint', { suffix: '' }).data;
}
