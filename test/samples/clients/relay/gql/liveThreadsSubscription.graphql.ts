/**
 * @generated SignedSource<<3c646cb43fa4c923a25d74312ef8051c>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime';
export type ChangeKind = "CREATED" | "DELETED" | "UPDATED" | "%future added value";
export type liveThreadsSubscription$variables = {
  after?: string | null | undefined;
};
export type liveThreadsSubscription$data = {
  readonly threadChanges: {
    readonly cursor: string;
    readonly id: string;
    readonly kind: ChangeKind;
    readonly thread: {
      readonly id: string;
      readonly metadata: Record<string, string> | null | undefined;
    } | null | undefined;
  };
};
export type liveThreadsSubscription = {
  response: liveThreadsSubscription$data;
  variables: liveThreadsSubscription$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "after"
  }
],
v1 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
},
v2 = [
  {
    "alias": null,
    "args": [
      {
        "kind": "Variable",
        "name": "after",
        "variableName": "after"
      }
    ],
    "concreteType": "ThreadChange",
    "kind": "LinkedField",
    "name": "threadChanges",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "kind",
        "storageKey": null
      },
      (v1/*:: as any*/),
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "cursor",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "concreteType": "Thread",
        "kind": "LinkedField",
        "name": "thread",
        "plural": false,
        "selections": [
          (v1/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "metadata",
            "storageKey": null
          }
        ],
        "storageKey": null
      }
    ],
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "liveThreadsSubscription",
    "selections": (v2/*:: as any*/),
    "type": "Subscription",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "liveThreadsSubscription",
    "selections": (v2/*:: as any*/)
  },
  "params": {
    "cacheID": "9a3153078f9985e6cf9e1f864506de54",
    "id": null,
    "metadata": {},
    "name": "liveThreadsSubscription",
    "operationKind": "subscription",
    "text": "subscription liveThreadsSubscription(\n  $after: String\n) {\n  threadChanges(after: $after) {\n    kind\n    id\n    cursor\n    thread {\n      id\n      metadata\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "8685f4ebff8ecd135b1a7500cfa7bc68";

export default node;
