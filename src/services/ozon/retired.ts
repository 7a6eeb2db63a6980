import type { Call } from '../../core/definition/call.js';
import { InputError } from '../../core/errors/errors.js';

/** The error of a method whose endpoint Ozon has removed without a successor. */
export function retired(call: Call, hint: string): never {
  const message = 'Ozon has removed this method from its API, without a successor';
  throw new InputError({ method: call.method, message, hint });
}

/** Ozon ignores images in 360 degrees since 2026-07-10: refused, so that no one waits for them. */
export function refuse360(call: Call, images: unknown, param: string): void {
  if (images === undefined || images === '' || (Array.isArray(images) && images.length === 0)) {
    return;
  }
  throw new InputError({
    method: call.method,
    param,
    message: `${call.label(param)}: Ozon accepts no 360-degree images since 2026-07-10`,
    hint: 'Leave them out.',
  });
}
