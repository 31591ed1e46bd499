// Boost.Asio, compiled once for all layers that use it (BOOST_ASIO_SEPARATE_COMPILATION).
#include <boost/asio/impl/src.hpp>
