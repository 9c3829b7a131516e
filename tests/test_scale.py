"""What keeps long texts linear: looked up by bisection and bits, the same as by looking at all."""

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from mapper.model import Span
from mapper.order.graph import Edge, order_stops
from mapper.recognize.sentences import split_sentences
from mapper.spans import SpanIndex

SPANS = st.tuples(st.integers(0, 30), st.integers(0, 8)).map(lambda p: Span(p[0], p[0] + p[1]))


@given(placed=st.lists(SPANS, max_size=12), asked=SPANS)
def test_an_index_of_spans_answers_as_a_look_at_each_of_them(placed, asked):
    index = SpanIndex((span, number) for number, span in enumerate(placed))
    assert index.overlapped(asked) == any(span.overlaps(asked) for span in placed)
    overlapping = [n for n, span in enumerate(placed) if span.overlaps(asked)]
    assert sorted(n for _, n in index.overlapping(asked)) == overlapping
    inside = [n for n, span in enumerate(placed) if asked.contains(span)]
    assert sorted(n for _, n in index.inside(asked)) == inside
    assert (index.holding(asked) is not None) == any(span.contains(asked) for span in placed)


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(2, 9)), max_size=30))
def test_the_settled_pairs_are_the_closure_of_the_edges_that_close_no_cycle(drawn):
    edges = [Edge(a, b, float(weight), "") for a, b, weight in drawn]
    graph: nx.DiGraph = nx.DiGraph()
    graph.add_nodes_from(range(8))
    for edge in sorted(edges, key=lambda e: (-e.weight, e.first, e.second)):
        if edge.first != edge.second and not nx.has_path(graph, edge.second, edge.first):
            graph.add_edge(edge.first, edge.second)
    pairs, _ = order_stops([None] * 8, edges)
    assert pairs == sorted(nx.transitive_closure(graph, reflexive=False).edges)


def test_a_line_without_an_end_is_cut_at_blanks():
    text = "word " * 10_000
    spans = split_sentences(text)
    assert max(span.end - span.start for span in spans) <= 2_000
    assert "".join(text[s.start : s.end].replace(" ", "") for s in spans) == "word" * 10_000
