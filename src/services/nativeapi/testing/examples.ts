import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileComponent, noComponent } from '../../../../test/support/component.js';
import { type Examples, NO_SERVER, type Stage } from '../../../../test/support/examples.js';

export const examples: Examples = {
  whyNot: noComponent,
  async run(stage) {
    stage.answeredBy('a component compiled for this documentation');
    stage.mask(/\[\d{4}-\d\d-\d\d [\d:.]+\]/g, '[2026-01-01 12:00:00.000]');
    stage.mask(
      /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
      '0ab13c80-5d2b-4f7b-9c33-2d8c4b1c8a11',
    );
    await copyFile(await compileComponent(), join(stage.folder, 'calculator.so'));
    await commands(stage);
    await hosts(stage);
    stage.answeredBy(NO_SERVER);
    await stage.program(
      'GetLoggingSettings',
      `
import nativeapi from 'oint/nativeapi';

console.log(await nativeapi.getLoggingSettings({ count: 100, path: 'component.log' }));`,
    );
  },
};

async function commands({ example }: Stage): Promise<void> {
  await example('oint nativeapi GetClassNames --host ./calculator.so');
  await example(
    "oint nativeapi GetMetadata --host ./calculator.so --class Calculator --query 'metadata.methods[0]'",
  );
  await example(
    `oint nativeapi ExecuteMethod --host ./calculator.so --class Calculator --method Add --params "[2,3.5]" --props "{'Precision':4}"`,
  );
  await example('oint nativeapi GetProperties --host ./calculator.so --class Calculator');
  await example(
    'oint nativeapi GetProperty --host ./calculator.so --class Calculator --prop Version',
  );
}

const OPEN = `
import nativeapi from 'oint/nativeapi';

await using host = await nativeapi.createHost({ path: './calculator.so' });
`;

const CREATE = `${OPEN}const created = await nativeapi.createInstance({ host, className: 'Calculator' });
const instance = created.instance_id;
`;

async function hosts({ program }: Stage): Promise<void> {
  await program('CreateHost', `${OPEN}console.log(await nativeapi.getClassNames({ host }));`);
  await program('IsHost', `${OPEN}console.log(await nativeapi.isHost({ value: host }));`);
  await program(
    'CreateInstance',
    `${OPEN}console.log(await nativeapi.createInstance({ host, className: 'Calculator' }));`,
  );
  await program(
    'DestroyInstance',
    `${CREATE}console.log(await nativeapi.destroyInstance({ host, instance }));`,
  );
  await program(
    'SetProperty',
    `${CREATE}console.log(await nativeapi.setProperty({ host, instance, property: 'Precision', value: 4 }));
console.log(await nativeapi.getProperty({ host, instance, property: 'Precision' }));`,
  );
  await program(
    'GetLog',
    `
import nativeapi from 'oint/nativeapi';

const logging = await nativeapi.getLoggingSettings({ memory: true });
await using host = await nativeapi.createHost({ path: './calculator.so', logging });
await nativeapi.executeMethod({ host, instance: 'Calculator', method: 'Notify', params: ['ready'] });
console.log(await nativeapi.getLog({ connection: host }));`,
  );
}
