import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JPEG } from '../../../../test/support/definitions.js';
import type { Examples } from '../../../../test/support/examples.js';
import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { GROUP_TOKEN, start, TOKEN } from './stand-in.js';

const byDefinition = examplesByDefinition('vk', {
  start,
  server: 'a stand-in that checks each request against VK’s published API schema',
  token: { variable: 'VK_TOKEN', value: TOKEN },
  variables: { VK_GROUP_TOKEN: GROUP_TOKEN },
  // VK has closed the old advertising account: only the requests can be shown.
  more: {
    CreateAdvertisingCampaign: '--dry-run',
    CreateAd: '--dry-run',
    PauseAdvertising: '--dry-run',
    GetAdvertisingCategoryList: '--dry-run',
  },
});

export const examples: Examples = {
  ...byDefinition,
  async run(stage) {
    // Lists of files are not written by their definitions.
    await writeFile(join(stage.folder, 'tea.jpg'), JPEG);
    await byDefinition.run(stage);
  },
};
