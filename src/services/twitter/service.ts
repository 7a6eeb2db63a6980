import { service } from '../../core/definition/service.js';
import { auth } from './auth.js';
import { signingIn } from './login.js';
import { tweets } from './tweets.js';
import { API } from './vendor.js';
import { request } from './wire.js';

export default service({
  name: 'twitter',
  title: 'X (Twitter)',
  category: 'Social media',
  summary: 'Posts on X (Twitter), with images, videos and polls',
  address: API,
  regions: { 'Data and settings': auth, Tweets: tweets, 'Sign-in': signingIn },
  request,
});
