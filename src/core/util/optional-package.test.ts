import { expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { MissingPackageError } from '../errors/errors.js';
import { optionalPackage } from './optional-package.js';

const load = (name: string) => import(/* @vite-ignore */ name) as Promise<object>;

it('loads what is there', async () => {
  expect(await optionalPackage('node:path', () => load('node:path'))).toHaveProperty('join');
});

it('says how to install what is not', async () => {
  // As Node itself says it: the test runner's loader has words of its own.
  const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
  const loading = optionalPackage('no-such-driver', () => Promise.reject(missing));
  const error = await failure(loading, MissingPackageError);
  expect(error.message).toMatch(/no-such-driver, which is not installed.*\n.*npm install no-such/s);
  expect(error.exitStatus).toBe(2);
});

it('says what is wrong with one that does not load', async () => {
  const broken = new Error('wrong ELF class\nat somewhere');
  const error = await failure(
    optionalPackage('driver', () => Promise.reject(broken)),
    MissingPackageError,
  );
  expect(error.message).toMatch(/driver cannot be loaded: wrong ELF class\n/);
});
