import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Examples, NO_SERVER } from '../../../../test/support/examples.js';

export const examples: Examples = {
  async run({ answeredBy, example, folder }) {
    answeredBy(NO_SERVER);
    await writeFile(join(folder, 'stamp.bin'), Buffer.from('deadbeef', 'hex'));
    await example(
      `oint msgpack SerializeData --value "{'id':18446744073709551615,'name':'Ada','stamp':{'\\$bytes':'stamp.bin'}}" --out data.msgpack`,
    );
    await example('oint msgpack DeserializeData --data data.msgpack');
  },
};
