import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tarballOf } from '../../scripts/tarball.mjs';
import { folder } from './folder.js';

/** A project that has only OInt, from its tarball. */
export interface Installed {
  project: string;
  /** The environment of its processes. */
  env: NodeJS.ProcessEnv;
}

export async function installed(): Promise<Installed> {
  const tarball = await tarballOf(await folder());
  const project = await folder();
  await writeFile(join(project, 'package.json'), '{"type":"module"}');
  const env = { ...process.env, OINT_DATA: join(project, 'data') };
  const args = ['install', '--offline', '--no-audit', tarball];
  await promisify(execFile)('npm', args, { cwd: project, env });
  return { project, env };
}
