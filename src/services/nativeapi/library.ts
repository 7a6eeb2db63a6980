import { method } from '../../core/definition/method.js';
import { host, time } from './params.js';
import type { ClassNames } from './types.js';
import { askHost } from './use.js';

/**
 * Lists the classes of a component.
 *
 * @throws {ServiceError} The file is no component, or cannot be loaded.
 * @see https://its.1c.ru/db/metod8dev/content/3221/hdoc
 */
export const getClassNames = method('nativeapi', 'GetClassNames', {
  effect: 'read',
  offline: true,
  params: { host, time },
  async run({ host, time }, call): Promise<ClassNames> {
    return {
      result: true,
      classes: await askHost<string[]>(call, { host, time }, { do: 'classes' }),
    };
  },
});
