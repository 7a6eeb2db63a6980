import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDER = '.github/workflows';

/** The lines of a workflow without comment lines. */
function linesOf(name: string): string[] {
  const lines = readFileSync(join(FOLDER, name), 'utf8').split('\n');
  return lines.filter((line) => !/^\s*(#|$)/.test(line));
}

/** The jobs of a workflow, each with its lines. */
function jobsOf(lines: readonly string[]): [string, string[]][] {
  const jobs: [string, string[]][] = [];
  for (const line of lines.slice(lines.indexOf('jobs:') + 1)) {
    const [, name] = /^ {2}([\w-]+):$/.exec(line) ?? [];
    if (name) jobs.push([name, []]);
    else jobs.at(-1)?.[1].push(line);
  }
  return jobs;
}

/** The permissions of a job: `contents: read`. */
function permissionsOf(lines: readonly string[]): string[] | undefined {
  const at = lines.findIndex((line) => /^ {4}permissions:/.test(line));
  if (at < 0) return undefined;
  if (/\{\}$/.test(lines[at]!)) return [];
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => !line.startsWith('      '));
  return rest.slice(0, end).map((line) => line.trim());
}

describe.each(readdirSync(FOLDER))('%s', (name) => {
  const lines = linesOf(name);
  const jobs = jobsOf(lines);

  it('pins every action by commit, with the version in a comment', () => {
    const uses = lines.filter((line) => /\buses:/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) {
      expect(line.trim()).toMatch(/^(- )?uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  it('uses no container image by tag', () => {
    const images = lines.filter((line) => /^\s*(container|image):|docker:\/\//.test(line));
    for (const line of images) expect(line).toMatch(/@sha256:[0-9a-f]{64}$/);
  });

  it('grants no permissions by default, and each job what it needs', () => {
    expect(lines).toContain('permissions: {}');
    expect(jobs.length).toBeGreaterThan(0);
    for (const [job, own] of jobs) {
      const permissions = permissionsOf(own);
      expect(permissions, job).toBeDefined();
      for (const one of permissions!) expect(one).toMatch(/^[a-z-]+: (read|write)$/);
      // Jobs that run our code, or that of packages, have no write permission.
      const writes = permissions!.filter((one) => one.endsWith(': write'));
      if (own.some((line) => line.includes('actions/checkout@'))) expect(writes, job).toEqual([]);
    }
  });

  it('stores no credentials of the repository in the checkout', () => {
    const checkouts = lines.flatMap((line, at) => (line.includes('actions/checkout@') ? [at] : []));
    for (const at of checkouts) {
      expect(lines.slice(at + 1, at + 3).join('\n')).toContain('persist-credentials: false');
    }
  });
});

describe('a release', () => {
  const jobs = new Map(jobsOf(linesOf('release.yml')));
  const text = (job: string) => jobs.get(job)!.join('\n');

  it('publishes the tested files, and builds nothing itself', () => {
    for (const job of ['windows', 'attest', 'npm', 'github']) {
      expect(text(job)).toContain('actions/download-artifact@');
      expect(text(job)).not.toMatch(/npm (ci|install|run|pack)|checkout@/);
    }
    for (const job of ['attest', 'npm', 'github']) {
      expect(text(job)).toContain('sha256sum --check SHA256SUMS');
    }
    expect(text('npm')).toMatch(/npm publish \.\/oint-\*\.tgz --provenance/);
  });

  it('has an attestation for every downloadable file', () => {
    const [, released = ''] = /--notes-file NOTES\.md \\\n\s*(.*)/.exec(text('github')) ?? [];
    const files = released.split(' ').filter((file) => file !== 'LICENSES.txt');
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect(text('attest')).toContain(`release/${file}`);
  });
});
