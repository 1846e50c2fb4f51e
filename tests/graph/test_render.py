"""A graph as text: everything there, secrets hidden, and nothing that can be read two ways."""

from orchestrator.clouds import Target
from orchestrator.graph import (
    AgentMonitor,
    AlarmMonitor,
    ApiMonitor,
    Base64,
    BlackboxMonitor,
    Check,
    CloudApi,
    Concat,
    EnvironmentSecret,
    Graph,
    Group,
    HttpCheck,
    Json,
    Lookup,
    Node,
    Options,
    Output,
    Secret,
    StateCheck,
    TcpCheck,
    render,
)

STATE = Output("n", ("state",))
NODE = Node(
    "aws:x/y:Z",
    "n",
    {
        "text": "10",
        "number": 10,
        "flag": True,
        "nothing": None,
        "empty": "",
        "secret": Secret("hush"),
        "hidden": Concat(("a", Secret("hush"), Base64(Secret("hush")))),
        "environment": EnvironmentSecret("PASSWORD"),
        "policy": Json({"a": [1, {"b": Output("m", ("arn",))}]}),
        "image": Lookup("aws:ec2/getAmi:getAmi", {"owners": ["1"]}, ("id",)),
        "script": "one\ntwo",
    },
    Options(protect=True, ignore_changes=("a", "b")),
)
GROUP = Group(
    "n",
    "Thing",
    Target("aws", "r"),
    (NODE,),
    {"id": NODE["id"]},
    (CloudApi(STATE),),
    (
        Check(HttpCheck("http", "h", 80, "/", 200), gate=True),
        Check(TcpCheck("h", 1)),
        Check(StateCheck(STATE, ("up",))),
    ),
    (AgentMonitor("h", 2), AlarmMonitor("m"), BlackboxMonitor("tcp_connect", "h", 3), ApiMonitor(STATE)),
)
TEXT = """\
stack s in e

Thing n on aws/r
  n: aws:x/y:Z
    empty: ""
    environment: *** (from $PASSWORD)
    flag: true
    hidden: a***base64(***)
    image: aws:ec2/getAmi:getAmi({owners: ["1"]}).id
    nothing: none
    number: 10
    policy: json
      a:
        - 1
        -
          b: <m.arn>
    script: |
      one
      two
    secret: ***
    text: "10"
    (protect)
    (ignore changes: a, b)
  outputs
    id: <n.id>
  slot CloudApi
    state: <n.state>
  check http http://h:80/ → 200 (every 10 s, 3 times 3 s), apply waits 300 s
  check tcp h:1 (every 10 s, 3 times 3 s)
  check state <n.state> in up (every 10 s, 3 times 3 s)
  monitor agent h:2
  monitor alarm m
  monitor blackbox tcp_connect h:3
  monitor api <n.state>

outputs
  id: <n.id>
"""


def test_everything_is_shown_and_secrets_are_not() -> None:
    assert render(Graph("s", "e", (GROUP,), {"id": NODE["id"]})) == TEXT
    assert "hush" not in TEXT
