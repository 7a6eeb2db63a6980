import { hintTable } from '../../core/rest/hints.js';

const ANOTHER_TOKEN =
  'This method does not accept this type of token. Posts, images, products and statistics need the token of a user who manages the community; messages need the token of the community.';

export const hintFor = hintTable({
  3: 'The method does not exist in this version of the API.',
  5: 'The token is not valid: it has expired, was revoked, or belongs to another address. Create a new one: a user’s with CreateTokenRetrievalLink, a community’s in its settings, under API usage.',
  6: 'VK allows 3 requests per second with a user’s token, and 20 with a community’s. Try again later.',
  7: 'The token lacks a permission. Create one with the permission for this method.',
  9: 'The same action was repeated too often. Try again later, with another text.',
  10: 'VK failed. Try again later.',
  14: 'VK asks the user for a captcha, which a program cannot solve. Wait, then make fewer calls. Calls with the token of a community are not asked.',
  15: 'The owner of the token has no access to this. The token of a user needs that user to manage the community; the token of a community only has access to that community.',
  17: 'VK asks the user to confirm the login. Open the URL in redirect_uri of the error’s body in a browser, then try again.',
  20: ANOTHER_TOKEN,
  24: 'VK asks for a confirmation, which is only possible on its site.',
  27: `${ANOTHER_TOKEN} It was called with the token of a community.`,
  28: `${ANOTHER_TOKEN} It was called with the service token of an application.`,
  29: 'The limit of calls to this method for today is reached. Try again tomorrow.',
  100: 'Check the IDs and values in the call.',
  203: 'The user of the token must manage the community.',
  214: 'The user cannot post there: the wall is closed, or the limit of posts for today is reached.',
  219: 'An advertising post was published recently. Try again later, or post without the mark.',
  222: 'Links are not allowed in this community.',
  300: 'The album is full. Create another one.',
  901: 'The user must write to the community first, or allow messages from it.',
  902: 'The privacy settings of the user do not allow this message.',
  911: 'Check the keyboard: FormKeyboard returns a valid one.',
  912: 'Turn on bots in the settings of the community: Messages, Bot settings.',
  914: 'A message can have up to 9,000 characters. Split the text.',
  1402: 'The selection does not exist. GetSelectionList shows all of them.',
  1403: 'The product does not exist. GetProductList shows all of them.',
  1404: 'The product is already in the selection.',
  1409: 'Turn on the extended store in the settings of the community.',
  1410: 'Turn on properties of products in the settings of the store.',
  1416: 'The variant does not exist. GetPropertyList shows all of them.',
  1417: 'The property does not exist. GetPropertyList shows all of them.',
  1438: 'Turn on products in the settings of the community.',
  1446: 'The main selection cannot be hidden. Pass only one of the two.',
});

/** What the old advertising account answers, now that it is closed. */
const CLOSED =
  'The old advertising account, which this method manages, was replaced by VK Ads (ads.vk.com). VK Ads has its own API, and no method of this service manages its campaigns.';

export const adsHint = hintTable(
  Object.fromEntries(
    ['3', '7', '8', '15', '21', '23', '27', '28', '100', '600', '601', '602', '603'].map((code) => [
      code,
      CLOSED,
    ]),
  ),
);
