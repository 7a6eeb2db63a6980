import { testEveryOperation } from '../../../../test/stand-in/every-operation.js';
import { description, start, TOKEN } from './stand-in.js';

const product = {
  description: 'Black tea leaves',
  photo_ids: '1,2',
  video_ids: '3',
  variant_ids: '4',
};

testEveryOperation(start, {
  description,
  headers: {},
  url: ({ url }, path) => `${url}/method${path}?access_token=${TOKEN}&v=5.199`,
  isRefusal: (_, { error }) => error !== undefined,
  values: {
    'wall.post': { message: 'Hello', attachments: 'photo-1_2', owner_id: -1 },
    'messages.send': { random_id: 1, peer_ids: '1,2', forward_messages: '3' },
    // Lists are separated by commas.
    'market.add': product,
    'market.edit': product,
    'market.addToAlbum': { item_ids: '1,2', album_ids: '3' },
    'market.removeFromAlbum': { album_ids: '3' },
    'market.getAlbumById': { album_ids: '3' },
    'market.getById': { item_ids: '-1_2' },
    'market.groupItems': { item_ids: '1,2' },
    'stats.getPostReach': { post_ids: '1,2' },
    'stories.getPhotoUploadServer': { user_ids: '1,2' },
  },
  except: [
    // VK has closed the old advertising account.
    'ads.createCampaigns',
    'ads.createAds',
    'ads.updateAds',
    'ads.getCategories',
    // They need an upload: see vk.test.ts.
    'photos.saveWallPhoto',
    'photos.save',
    'polls.savePhoto',
    'market.saveProductPhoto',
    'stories.save',
  ],
});
