import { spawnSync } from 'node:child_process';

/** Debian's packages belong to its own Python, which need not be the first one in the path. */
const PYTHONS = ['/usr/bin/python3', 'python3'];

/** A Python that has the module; `undefined` if there is none. */
export function pythonWith(module: string): string | undefined {
  return PYTHONS.find((python) => spawnSync(python, ['-c', `import ${module}`]).status === 0);
}

/** Runs a program, and returns what it prints. */
export function runPython(python: string, program: string, input?: string | Uint8Array): Buffer {
  const { status, stdout, stderr } = spawnSync(python, ['-c', program], {
    input,
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(String(stderr));
  return stdout;
}
