import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Examples, NO_SERVER } from '../../../../test/support/examples.js';

export const examples: Examples = {
  async run({ answeredBy, example, folder }) {
    answeredBy(NO_SERVER);
    await writeFile(join(folder, 'stamp.bin'), Buffer.from('deadbeef', 'hex'));
    await example(
      `oint janx SerializeData --value "{'title':'Report','count':42,'stamp':{'\\$bytes':'stamp.bin'}}" --out report.janx`,
    );
    await example('oint janx DeserializeData --data report.janx');
  },
};
