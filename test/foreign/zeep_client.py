"""A one-stop system with zeep: reads the WSDL, makes classes of it, and says as JSON what it was answered."""
import json
import sys

from zeep import Client, Settings
from zeep.exceptions import Fault
from zeep.helpers import serialize_object
from zeep.wsse.username import UsernameToken



class Bodies:
    """The answers without their header (CorrelationId), which zeep hands out beside the body."""

    def __init__(self, service):
        self.service = service

    def __getattr__(self, name):
        return lambda **given: self.service[name](**given).body


address, key, sample = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
told = {}
for port in ("LienThongSoap11", "LienThongSoap12"):
    # Strict: an element that the schema does not know, or in another order, is an error.
    client = Client(address + "?wsdl", wsse=UsernameToken("mot-cua", key), settings=Settings(strict=True))
    client.transport.session.trust_env = False
    service = Bodies(client.bind("LienThong", port))
    code = sample["codes"][port]
    say = told[port] = {}
    say["put"] = service.PutDossier(code=code, dossier=sample["dossier"])
    say["again"] = service.PutDossier(code=code, dossier=sample["dossier"])
    say["step"] = service.AddStep(code=code, step=sample["step"])
    say["get"] = service.GetDossier(code=code)
    say["list"] = service.ListDossiers(agency="H99.05", limit=1)
    say["events"] = service.ListEvents(limit=5)
    say["catalogs"] = service.ListCatalogs()
    say["procedures"] = service.GetCatalog(name="procedures", limit=2)
    question = {"field": [{"path": "/code", "value": code}]}
    say["asked"] = service.AskPlatform(adapter="national-portal", operation="dossier.lookup", question=question)
    say["notification"] = service.SendNotification(
        notification={
            "template": "supplement-asked",
            "agency": "H99.05",
            "recipient": {"phone": "0900000088"},
            "parameters": {"field": [{"path": "/" + n, "value": "x"} for n in ("code", "what", "until")]},
        }
    )
    try:
        service.GetDossier(code="H99.05-000000-99999")
    except Fault as fault:
        detail = fault.detail
        problem = client.get_element("{urn:lienthong:soap:v1}Problem")
        say["fault"] = {"code": str(fault.code), "problem": problem.parse(detail[0], client.wsdl.types)}
print(json.dumps(serialize_object(told, dict), default=str))
