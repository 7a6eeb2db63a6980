import { resolve } from 'node:path';
import envPaths from 'env-paths';

/** The folder of what is to last between commands: the platform's usual place, or `OINT_DATA`. */
export function dataFolder(): string {
  const { OINT_DATA } = process.env;
  return OINT_DATA ? resolve(OINT_DATA) : envPaths('oint', { suffix: '' }).data;
}
