from scenario import *

scenario(
    "filter-of-another-name", "A filter that looks for another name in every ClientHello.",
    broken=lambda lab: lab.gateway.matches("-p", "tcp", "-m", "string", "--algo", "bm", "--string", "facebook.example", "-j", "DROP"),
    expect=ready(),
)
