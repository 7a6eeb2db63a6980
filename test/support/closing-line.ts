import type { Reporter, TestModule } from 'vitest/node';

/** Prints one plain line of counts at the end, for quick reading and for CI. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length;
    const line = `${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped')} skipped`;
    // After the coverage table, which is printed after the reporters.
    process.once('exit', () => process.stdout.write(`\n${line}\n`));
  }
}
