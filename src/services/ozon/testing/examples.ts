import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { KEY, start } from './stand-in.js';

const RETIRED = 'Ozon has removed it from its API';

export const examples = examplesByDefinition('ozon', {
  start,
  server: 'a stand-in that checks each request against Ozon’s own API description',
  token: { variable: 'OZON_API_KEY', value: KEY },
  more: {
    GetProductsInformation: `--offerid "['TEA-100']"`,
    GetProductDescription: '--offerid TEA-100',
    UpdateProductImages: `--images "['https://example.com/tea.jpg']"`,
    GetFBOShipmentsList: `--filter "{'since':'2026-01-01T00:00:00Z','to':'2026-01-31T23:59:59Z'}"`,
  },
  missing: { UploadProductActivationCodes: RETIRED, GetCodesUploadStatus: RETIRED },
});
