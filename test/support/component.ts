import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { folder } from './folder.js';
import { without } from './ssh-server.js';

/** Why there is no component here, for the title of a skipped test. */
export const noComponent = process.platform === 'win32' ? ' (skipped on Windows)' : without('g++');

/** Compiles the component of the tests; returns its path. */
export async function compileComponent(): Promise<string> {
  const source = new URL('../../src/services/nativeapi/testing/component.cpp', import.meta.url);
  const path = join(await folder(), 'calculator.so');
  const options = ['-std=c++17', '-shared', '-fPIC', '-pthread', '-o', path];
  execFileSync('g++', [...options, source.pathname]);
  return path;
}
