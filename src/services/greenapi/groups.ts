import { list, texts } from '../../core/definition/kinds/index.js';
import { groupName, picture } from '../../core/rest/vendors/green-api/fields.js';
import { group, user } from './fields.js';
import { custom, read, remove, send, table, write } from './wire.js';

const member = { group, user };

export const groups = table({
  /** Gets the name, the owner and the members of a group. */
  getGroupInformation: read('getGroupData', { group }),
  /**
   * Creates a group.
   *
   * @returns `chatId` identifies the group.
   * @throws {HttpError} The group was not created.
   * @see https://green-api.com/en/docs/api/groups/CreateGroup/
   */
  createGroup: custom({
    effect: 'write',
    params: {
      name: groupName,
      members: list(texts, 'User IDs of the members', {
        optional: true,
        example: "['79876543210@c.us']",
      }),
    },
    run: ({ access, name, members = [] }, call) =>
      send(call, { access }, 'createGroup', { groupName: name, chatIds: members }),
  }),
  /** Changes the name of a group. */
  updateGroupName: write('updateGroupName', { group, name: groupName }),
  /** Adds a user to a group. */
  addGroupMember: write('addGroupParticipant', member),
  /** Removes a user from a group. */
  excludeGroupMember: remove('removeGroupParticipant', member),
  /** Makes a member an administrator of a group. */
  setAdminRights: write('setGroupAdmin', member),
  /** Makes an administrator of a group an ordinary member. */
  revokeAdminRights: write('removeAdmin', member),
  /** Leaves a group. */
  leaveGroup: remove('leaveGroup', { group }),
  /** Sets the picture of a group. */
  setGroupPicture: write('setGroupPicture', {
    group: { ...group, wire: { ...group.wire, in: 'form' } },
    picture,
  }),
});
